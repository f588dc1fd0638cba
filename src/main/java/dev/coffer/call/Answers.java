package dev.coffer.call;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import tools.jackson.core.type.TypeReference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The final answers of operations that a client can name, each stored in the transaction of its
 * effect: a repetition gets the same answer, byte for byte, and is not charged. Earlier 24 hours.
 * Of a long answer to a read only that it was given is kept: a repetition reads again.
 */
public final class Answers {

    private static final long KEPT_MS = 1000 * Limits.IDEMPOTENCY_KEPT_SECONDS.value();

    public static final Table TABLE =
            Table.of("answer", "operation")
                    .expires("expires_at")
                    .since("expires_at - " + KEPT_MS, "expires_at");

    private static final TypeReference<LinkedHashMap<String, String>> HEADERS =
            new TypeReference<>() {};

    /**
     * An operation of a payer.
     *
     * @param name how the client names it: by key, by identifier, by payment
     * @param fingerprint which request it stands for
     * @param conflict the code for the same name with another request
     */
    record Operation(String name, String fingerprint, String conflict) {}

    /** What is left of an earlier answer, for a repetition of its call. */
    sealed interface Earlier {
        record Same(Answer answer) implements Earlier {}

        /** Everything but the body. */
        record ReadAgain(Map<String, String> headers) implements Earlier {}
    }

    /** The status of a row that has no answer. */
    private static final int READ_AGAIN = 0;

    /** Method, path with query, and the body's digest: what makes two requests the same. */
    static String fingerprint(Request request, byte[] body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            String head = request.method() + " " + request.target() + "\n";
            sha256.update(head.getBytes(StandardCharsets.UTF_8));
            sha256.update(body);
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The answer that one of an owner's operations got before.
     *
     * @throws Problem 409 if that was another request
     */
    Optional<Earlier> find(Tx tx, String owner, List<Operation> operations) {
        for (Operation operation : operations) {
            Optional<Earlier> kept = find(tx, owner, operation);
            if (kept.isPresent()) {
                return kept;
            }
        }
        return Optional.empty();
    }

    private static Optional<Earlier> find(Tx tx, String owner, Operation operation) {
        record Stored(String fingerprint, Answer answer) {}
        Optional<Stored> stored =
                tx.one(
                        """
                        select fingerprint, status, headers, body from answer
                        where owner = ? and operation = ? and expires_at > ?\
                        """,
                        row ->
                                new Stored(
                                        row.text(1),
                                        new Answer(
                                                (int) row.number(2),
                                                Json.MAPPER.readValue(row.text(3), HEADERS),
                                                row.bytes(4))),
                        owner,
                        operation.name(),
                        tx.now());
        if (stored.isPresent() && !stored.get().fingerprint().equals(operation.fingerprint())) {
            throw new Problem(
                    409,
                    operation.conflict(),
                    "This was used for another request before; use a new one for a new request.");
        }
        return stored.map(s -> replay(s.answer()));
    }

    private static Earlier replay(Answer answer) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        headers.put("Idempotent-Replay", "true");
        return answer.status() == READ_AGAIN
                ? new Earlier.ReadAgain(headers)
                : new Earlier.Same(new Answer(answer.status(), headers, answer.body()));
    }

    void keepWithoutBody(Tx tx, List<Operation> operations, Answer answer) {
        keep(tx, operations, new Answer(READ_AGAIN, answer.headers(), new byte[0]));
    }

    void keep(Tx tx, List<Operation> operations, Answer answer) {
        operations.forEach(operation -> keep(tx, operation, answer));
    }

    private static void keep(Tx tx, Operation operation, Answer answer) {
        tx.update(
                """
                insert into answer
                    (owner, operation, fingerprint, expires_at, status, headers, body)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (owner, operation) do update set
                    fingerprint = excluded.fingerprint, expires_at = excluded.expires_at,
                    status = excluded.status, headers = excluded.headers, body = excluded.body\
                """,
                tx.owner().address(),
                operation.name(),
                operation.fingerprint(),
                tx.now() + KEPT_MS,
                answer.status(),
                Json.MAPPER.writeValueAsString(answer.headers()),
                answer.body());
    }
}
