package dev.coffer.call;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.FailedAfterCommit;
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

    private static final String JSON = "application/json";

    private Replies() {}

    /** The answer of a call that costs nothing; no asset, no {@code tokenType}. */
    static Answer free(Reply<?> reply) {
        return answer(reply, Optional.empty(), new LinkedHashMap<>(), Map.of());
    }

    /** The same once the call is committed: whatever fails, it is charged. */
    static Answer committed(
            Reply<?> reply, Optional<Asset> asked, Ledger.Charge charge, Map<String, String> more) {
        try {
            return answer(reply, asked, charge, more);
        } catch (RuntimeException | Error fault) {
            throw new FailedAfterCommit(money(charge, more), fault);
        }
    }

    /** What an answer says of money, whatever else it says. */
    private static Map<String, String> money(Ledger.Charge charge, Map<String, String> more) {
        Map<String, String> headers = charged(charge);
        headers.putAll(more);
        return headers;
    }

    private static Map<String, String> charged(Ledger.Charge charge) {
        Map<String, String> headers = new LinkedHashMap<>();
        charge.taken()
                .ifPresent(price -> {
                    headers.put("Coffer-Charge", price.toString());
                    headers.put("Coffer-Balance", price.asset().show(charge.balance()));
                });
        return headers;
    }

    /**
     * The answer of a call with its charge; {@code tokenType} is the asset asked for or charged.
     */
    static Answer answer(
            Reply<?> reply, Optional<Asset> asked, Ledger.Charge charge, Map<String, String> more) {
        Map<String, String> headers = charged(charge);
        Optional<Asset> charged = charge.taken().map(Price::asset);
        Asset shown = asked.or(() -> charged).orElse(Asset.STX);
        return answer(reply, Optional.of(shown.symbol()), headers, more);
    }

    private static Answer answer(
            Reply<?> reply,
            Optional<String> tokenType,
            Map<String, String> headers,
            Map<String, String> more) {
        return switch (reply) {
            case Reply.Json<?> json -> {
                headers.put("Content-Type", JSON);
                headers.put("Cache-Control", "no-store");
                headers.putAll(json.headers());
                headers.putAll(more);
                byte[] body =
                        tokenType
                                .map(t -> Json.write(json.body(), "tokenType", t))
                                .orElseGet(() -> Json.write(json.body()));
                yield new Answer(json.status(), headers, body);
            }
            case Reply.Content content -> {
                headers.put("Content-Type", content.contentType());
                headers.putAll(content.headers());
                headers.putAll(more);
                yield new Answer(content.status(), headers, content.body());
            }
            case Reply.Once<?> once -> answer(Reply.of(once.body()), tokenType, headers, more);
            case Reply.Wait<?> wait -> answer(Reply.of(wait.empty()), tokenType, headers, more);
        };
    }

    /** What a repetition gets: the answer, or the refusal to show it again, charged as that was. */
    static Answer kept(
            Reply<?> reply, Answer answer, Ledger.Charge charge, Map<String, String> more) {
        return reply instanceof Reply.Once<?>(_, Problem again)
                ? Answer.of(
                        again.with("charged", charge.taken().isPresent())
                                .withHeaders(money(charge, more)))
                : answer;
    }
}
