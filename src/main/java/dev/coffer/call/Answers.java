package dev.coffer.call;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.Charged;
import dev.coffer.payment.Presenter;
import dev.coffer.payment.Tokens;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The final answers of operations that a client can name, each stored in the transaction of its
 * effect: a repetition gets the same answer, byte for byte, and is not charged. Kept 24 hours. Of a
 * long answer to a read only that it was given is kept: a repetition reads again. A long answer to
 * a write, such as many jobs taken at once, can't be had again, and counts among what its owner
 * keeps.
 */
public final class Answers {

    private static final long KEPT_MS = 1000 * Limits.IDEMPOTENCY_KEPT_SECONDS.value();

    /** Bytes: above it an answer is long. */
    private static final int LONG_BYTES = 16 << 10;

    private static final String COUNTED =
            "case when octet_length(body) > %d then octet_length(body) end".formatted(LONG_BYTES);

    public static final Table TABLE =
            Table.of("answer", "operation")
                    .expires("expires_at")
                    .since("expires_at - " + KEPT_MS, "expires_at")
                    .bytes(COUNTED);

    /** Counts what an owner keeps; refuses what would be too much. */
    @FunctionalInterface
    public interface Usage {
        void add(Tx tx, long rows, long bytes);
    }

    private static final String REPLAY = "Idempotent-Replay";

    private final Usage usage;
    private final Tokens tokens;

    /**
     * @param tokens who makes a token again that was in an answer
     */
    public Answers(Usage usage, Tokens tokens) {
        this.usage = usage;
        this.tokens = tokens;
    }

    static boolean isLong(Answer answer) {
        return answer.body().length > LONG_BYTES;
    }

    private static final TypeReference<LinkedHashMap<String, String>> HEADERS =
            new TypeReference<>() {};

    /**
     * An operation of a payer.
     *
     * @param name how the client names it: by key, by identifier, by resume code
     * @param fingerprint which request it stands for
     * @param opens whether its answer is given again to whoever names it: to the bearer of a token,
     *     and to a payment, whose bytes anybody may have, if the name can't be guessed
     * @param conflict the code for the same name with another request
     */
    record Operation(String name, String fingerprint, boolean opens, ErrorCode conflict) {}

    /**
     * An answer to be kept.
     *
     * @param token the bearer token in it, which is not kept
     */
    record Kept(Answer answer, Optional<String> token) {}

    /** What is left of an earlier answer, for a repetition of its call. */
    sealed interface Earlier {
        record Same(Answer answer, Evidence evidence) implements Earlier {}

        /** Everything but the body. */
        record ReadAgain(Map<String, String> headers, Evidence evidence) implements Earlier {}
    }

    /** The status of a row that has no answer. */
    private static final int READ_AGAIN = 0;

    /** Method, path with query, whose data, and the body's digest: what makes two the same. */
    static String fingerprint(Request request, byte[] body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            String owner = request.header(Request.OWNER).map(o -> " " + o).orElse("");
            String head = request.method() + " " + request.target() + owner + "\n";
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
     * @param room is asked for the memory of its answer, before a long one is read
     * @throws Problem 409 if that was another request, or its name opens nothing
     */
    Optional<Earlier> find(Tx tx, String owner, List<Operation> operations, LongConsumer room) {
        for (Operation operation : operations) {
            Optional<Earlier> kept = find(tx, owner, operation, room);
            if (kept.isPresent()) {
                return kept;
            }
        }
        return Optional.empty();
    }

    private Optional<Earlier> find(Tx tx, String owner, Operation operation, LongConsumer room) {
        record Stored(
                String fingerprint,
                long bytes,
                Answer answer,
                Optional<String> token,
                Evidence evidence) {}
        Optional<Stored> stored =
                tx.one(
                        """
                        select fingerprint, octet_length(body), status, headers,
                            case when octet_length(body) <= ? then body end, token,
                            expires_at, charged
                        from answer
                        where owner = ? and operation = ? and expires_at > ?\
                        """,
                        row ->
                                new Stored(
                                        row.text(1),
                                        row.number(2),
                                        new Answer(
                                                (int) row.number(3),
                                                Json.MAPPER.readValue(row.text(4), HEADERS),
                                                row.bytes(5)),
                                        Optional.ofNullable(row.textOrNull(6)),
                                        evidence(owner, row.number(7), row.textOrNull(8))),
                        LONG_BYTES,
                        owner,
                        operation.name(),
                        tx.now());
        if (stored.isPresent() && !stored.get().fingerprint().equals(operation.fingerprint())) {
            throw new Problem(
                    operation.conflict(),
                    "This was used for another request before; use a new one for a new request.");
        }
        if (stored.isPresent() && !operation.opens()) {
            throw new Problem(
                    operation.conflict(),
                    "This was used before. A payment gets the answer of an earlier call only by a name of %d characters or more; use a new name for a new call."
                            .formatted(Presenter.SECRET_CHARS));
        }
        stored.ifPresent(s -> room.accept(s.bytes()));
        return stored.flatMap(s ->
                (s.bytes() <= LONG_BYTES
                                ? Optional.of(issued(s.answer(), s.token()))
                                : whole(tx, owner, operation, s.answer()))
                        .map(answer -> replay(answer, s.evidence())));
    }

    private static Evidence evidence(String owner, long expiresAtMs, @Nullable String charged) {
        return new Evidence(
                expiresAtMs - KEPT_MS,
                Optional.ofNullable(charged).map(json -> KeptCharge.read(json).of(owner)));
    }

    /** With its token, if it had one. */
    private Answer issued(Answer answer, Optional<String> unsigned) {
        return unsigned.map(text -> replaced(answer, text, tokens.signed(text))).orElse(answer);
    }

    private static Answer unissued(Kept kept) {
        return kept.token()
                .map(token -> replaced(kept.answer(), token, Tokens.unsigned(token)))
                .orElse(kept.answer());
    }

    private static Answer replaced(Answer answer, String text, String by) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        int at = body.indexOf(text);
        if (at < 0) {
            throw new IllegalStateException("an answer without the token that it issues");
        }
        String other = body.substring(0, at) + by + body.substring(at + text.length());
        return new Answer(
                answer.status(), answer.headers(), other.getBytes(StandardCharsets.UTF_8));
    }

    /** With its body; none if it was removed meanwhile, its day being over. */
    private static Optional<Answer> whole(
            Tx tx, String owner, Operation operation, Answer bodiless) {
        return tx.one(
                "select body from answer where owner = ? and operation = ?",
                row -> new Answer(bodiless.status(), bodiless.headers(), row.bytes(1)),
                owner,
                operation.name());
    }

    static boolean isReplay(Answer answer) {
        return answer.headers().containsKey(REPLAY);
    }

    private static Earlier replay(Answer answer, Evidence evidence) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        headers.put(REPLAY, "true");
        return answer.status() == READ_AGAIN
                ? new Earlier.ReadAgain(headers, evidence)
                : new Earlier.Same(new Answer(answer.status(), headers, answer.body()), evidence);
    }

    void keepWithoutBody(
            Tx tx, List<Operation> operations, Answer answer, Optional<Charged> charged) {
        Answer bodiless = new Answer(READ_AGAIN, answer.headers(), new byte[0]);
        keep(tx, operations, new Kept(bodiless, Optional.empty()), charged);
    }

    void keep(Tx tx, List<Operation> operations, Kept kept, Optional<Charged> charged) {
        Answer answer = unissued(kept);
        Optional<String> token = kept.token().map(Tokens::unsigned);
        Optional<String> charge = charged.map(c -> KeptCharge.of(c).json());
        operations.forEach(operation -> {
            if (!insert(tx, operation, answer, token, charge)) {
                forget(tx, operation);
                insert(tx, operation, answer, token, charge);
            }
        });
        if (isLong(answer)) {
            long rows = operations.size();
            count(tx, rows, rows * answer.body().length);
        }
    }

    /** False if there is one, which is over and not swept yet. */
    private static boolean insert(
            Tx tx,
            Operation operation,
            Answer answer,
            Optional<String> token,
            Optional<String> charge) {
        return tx.update(
                        """
                        insert into answer
                            (owner, operation, fingerprint, expires_at, status, headers, body, token,
                            charged)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (owner, operation) do nothing\
                        """,
                        tx.owner().address(),
                        operation.name(),
                        operation.fingerprint(),
                        tx.now() + KEPT_MS,
                        answer.status(),
                        Json.MAPPER.writeValueAsString(answer.headers()),
                        answer.body(),
                        token.orElse(null),
                        charge.orElse(null))
                == 1;
    }

    private void forget(Tx tx, Operation operation) {
        long bytes =
                tx.change(
                                "delete from answer where owner = ? and operation = ? returning "
                                        + COUNTED,
                                row -> row.number(1),
                                tx.owner().address(),
                                operation.name())
                        .orElse(0L);
        if (bytes > 0) {
            usage.add(tx, -1, -bytes);
        }
    }

    private void count(Tx tx, long rows, long bytes) {
        try {
            usage.add(tx, rows, bytes);
        } catch (Problem full) {
            throw full.with(
                    "hint",
                    "An answer of more than %d bytes to a named call is kept for a day. Ask for less at once; or pay from the balance, without an Idempotency-Key: then none is kept."
                            .formatted(LONG_BYTES));
        }
    }
}
