package dev.coffer.call;

import dev.coffer.endpoint.Gathered;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.Price;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a batch answers: of each operation what it would have answered alone, and what all cost. */
record Batched(List<Result> results, Charged charged) {

    record Result(Optional<String> as, int status, RawJson body) {}

    /**
     * @param amount of all, in smallest units
     */
    record Charged(String asset, long amount) {}

    static final Gives<Batched> GIVES = Gives.json(Batched.class);

    private static final Map<String, String> HEADERS =
            Map.of("Content-Type", "application/json", "Cache-Control", "no-store");

    /** Of a result's name, status and {@code tokenType}, and once of what all cost; at most. */
    private static final int BYTES_AROUND = 256;

    static Replies.Draft draft(Reply.Several<?> several) {
        long bytes = BYTES_AROUND;
        for (Reply.Part part : several.parts()) {
            bytes += part.body().size() + BYTES_AROUND;
        }
        return new Replies.Draft(
                200, HEADERS, bytes, (tokenType, charge) -> body(several, tokenType, charge));
    }

    private static byte[] body(
            Reply.Several<?> several, Optional<String> tokenType, Ledger.Charge charge) {
        String asset = tokenType.orElse("");
        long amount = charge.taken().map(Price::amount).orElse(0L);
        List<Result> results =
                several.parts().stream()
                        .map(part ->
                                new Result(part.as(), part.status(), with(part.body(), tokenType)))
                        .toList();
        Gathered written = Json.gathered(new Batched(results, new Charged(asset, amount)));
        return tokenType.map(t -> written.with("tokenType", t)).orElseGet(written::bytes);
    }

    private static RawJson with(RawJson body, Optional<String> tokenType) {
        return tokenType
                .map(type -> new RawJson(Gathered.with(body.bytes(), "tokenType", type)))
                .orElse(body);
    }

    /** Whether what it shows it must not show to a repetition. */
    static boolean isShownOnce(Reply.Several<?> several) {
        return several.parts().stream().anyMatch(part -> part.again().isPresent());
    }

    /** What a repetition is shown instead, which says whether the first call was charged. */
    static Reply<Batched> shownAgain(Reply.Several<?> several, boolean charged) {
        return new Reply.Several<>(
                several.parts().stream()
                        .map(part ->
                                part.again()
                                        .map(problem -> problem.with("charged", charged))
                                        .map(problem -> Reply.Part.of(part.as(), problem))
                                        .orElse(part))
                        .toList());
    }
}
