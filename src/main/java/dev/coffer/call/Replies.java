package dev.coffer.call;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.FailedAfterCommit;
import dev.coffer.endpoint.Gathered;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.Price;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Turns replies into answers: flat JSON with {@code tokenType}, and what the call cost. */
final class Replies {

    static final String CHARGE = "Coffer-Charge";

    private static final String JSON = "application/json";

    /** Of the field that is put beside all others, at most. */
    private static final int TOKEN_TYPE_BYTES = 32;

    /** A balance that covers fewer calls like the one that was made is low. */
    private static final long LOW_CALLS = 100;

    /** A link (RFC 8288), with how many more such calls the balance covers. */
    private static final String DEPOSIT = "</api/account/deposit>; rel=\"payment\"; calls=";

    private Replies() {}

    /**
     * A reply, written but for what it costs, which is known last.
     *
     * @param bytes how long its body is at most
     */
    record Draft(int status, Map<String, String> headers, long bytes, Body body) {

        /** Makes a body, with the {@code tokenType} if it has one, and what the call cost. */
        @FunctionalInterface
        interface Body {
            byte[] of(Optional<String> tokenType, Ledger.Charge charge);
        }

        /** Without either. */
        byte[] bare() {
            return body.of(Optional.empty(), new Ledger.Charge());
        }

        static Draft of(Reply<?> reply) {
            return switch (reply) {
                case Reply.Json<?> json ->
                        json(json.status(), json.headers(), Json.gathered(json.body()));
                case Reply.Written<?>(Gathered written) -> json(200, Map.of(), written);
                case Reply.Content content -> {
                    Map<String, String> headers = new LinkedHashMap<>();
                    headers.put("Content-Type", content.contentType());
                    headers.putAll(content.headers());
                    byte[] body = content.body();
                    yield new Draft(content.status(), headers, body.length, (_, _) -> body);
                }
                case Reply.Page<?> page -> of(page.content());
                case Reply.Several<?> several -> Batched.draft(several);
                case Reply.Found<?> found -> of(Reply.of(found.body()));
                case Reply.Once<?> once -> of(Reply.of(once.body()));
                case Reply.Issued<?> issued -> of(Reply.of(issued.body()));
                case Reply.Wait<?> wait -> of(Reply.of(wait.empty()));
            };
        }

        private static Draft json(int status, Map<String, String> more, Gathered written) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Content-Type", JSON);
            headers.put("Cache-Control", "no-store");
            headers.putAll(more);
            return new Draft(
                    status,
                    headers,
                    written.size() + TOKEN_TYPE_BYTES,
                    (tokenType, _) ->
                            tokenType
                                    .map(t -> written.with("tokenType", t))
                                    .orElseGet(written::bytes));
        }
    }

    /** The answer of a call that costs nothing; no asset, no {@code tokenType}. */
    static Answer free(Draft draft) {
        return new Answer(draft.status(), draft.headers(), draft.bare());
    }

    /** The same once the call is committed: whatever fails, it is charged. */
    static Answer committed(
            Draft draft, Optional<Asset> asked, Ledger.Charge charge, Map<String, String> more) {
        try {
            return answer(draft, asked, charge, more);
        } catch (RuntimeException | Error fault) {
            throw new FailedAfterCommit(money(charge, more), fault);
        }
    }

    /** What an answer says of money, whatever else it says. */
    private static Map<String, String> money(Ledger.Charge charge, Map<String, String> more) {
        Map<String, String> headers = charged(charge, more.isEmpty());
        headers.putAll(more);
        return headers;
    }

    /**
     * What it cost, and what is left; with a link to where to deposit when that is not much.
     *
     * @param prepaid whether the caller lives on its balance: who paid for this very call does not
     */
    private static Map<String, String> charged(Ledger.Charge charge, boolean prepaid) {
        Map<String, String> headers = new LinkedHashMap<>();
        charge.taken()
                .ifPresent(price -> {
                    headers.put(CHARGE, price.toString());
                    headers.put("Coffer-Balance", price.asset().show(charge.balance()));
                    long calls =
                            price.amount() == 0 ? LOW_CALLS : charge.balance() / price.amount();
                    if (prepaid && calls < LOW_CALLS) {
                        headers.put("Coffer-Balance-Low", DEPOSIT + calls);
                    }
                });
        return headers;
    }

    /**
     * The answer of a call with its charge; {@code tokenType} is the asset asked for or charged.
     */
    static Answer answer(
            Draft draft, Optional<Asset> asked, Ledger.Charge charge, Map<String, String> more) {
        Optional<Asset> charged = charge.taken().map(Price::asset);
        Asset shown = asked.or(() -> charged).orElse(Asset.STX);
        Map<String, String> headers = charged(charge, more.isEmpty());
        headers.putAll(draft.headers());
        headers.putAll(more);
        byte[] body = draft.body().of(Optional.of(shown.symbol()), charge);
        return new Answer(draft.status(), headers, body);
    }

    /** What a repetition gets: the answer, or the refusal to show it again, charged as that was. */
    static Answers.Kept kept(
            Reply<?> reply,
            Answer answer,
            Optional<Asset> asked,
            Ledger.Charge charge,
            Map<String, String> more) {
        return switch (reply) {
            case Reply.Several<?> several ->
                    new Answers.Kept(
                            Batched.isShownOnce(several)
                                    ? answer(
                                            Draft.of(
                                                    Batched.shownAgain(
                                                            several, charge.taken().isPresent())),
                                            asked,
                                            charge,
                                            more)
                                    : answer,
                            Optional.empty());
            case Reply.Once<?>(_, Problem again) ->
                    new Answers.Kept(
                            Answer.of(
                                    again.with("charged", charge.taken().isPresent())
                                            .withHeaders(money(charge, more))),
                            Optional.empty());
            case Reply.Issued<?>(_, String token) -> new Answers.Kept(answer, Optional.of(token));
            case Reply.Json<?> _,
                    Reply.Written<?> _,
                    Reply.Found<?> _,
                    Reply.Content _,
                    Reply.Page<?> _,
                    Reply.Wait<?> _ ->
                    new Answers.Kept(answer, Optional.empty());
        };
    }
}
