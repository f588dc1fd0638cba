package dev.coffer.state.memo;

import dev.coffer.endpoint.CanonicalJson;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;

import java.util.Optional;
import java.util.regex.Pattern;

/** What the memo endpoints take. */
final class MemoInputs {

    /** Where a call does not say. */
    static final String DEFAULT_NAMESPACE = "default";

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private static final Field<Optional<String>> NAMESPACE =
            Field.text(
                            "namespace",
                            1,
                            MemoLimits.MEMO_NAMESPACE_CHARS,
                            "What the memo belongs to: a model, a version; `default` if it is left out.")
                    .optional();
    private static final Field<String> HASH =
            Field.text(
                            "inputHash",
                            64,
                            64,
                            "SHA-256 of the input's canonical JSON (RFC 8785), in lower-case hex.")
                    .map(MemoInputs::hash);
    private static final Field<String> LEASE =
            Field.text("lease", 1, 64, "The lease that `begin` gave.");

    private static String hash(String text) {
        if (!SHA_256.matcher(text).matches()) {
            throw Problem.invalid("inputHash", "must be 64 lower-case hexadecimal digits");
        }
        return text;
    }

    /** What is asked, by its digest. */
    record Asked(String hash) {
        static final Shape<Asked> SHAPE =
                Shape.of(
                        Asked::of,
                        Field.anyJson(
                                        "input",
                                        MemoLimits.MEMO_INPUT_BYTES.value(),
                                        "What is asked: any JSON, of which the canonical form counts.")
                                .optional(),
                        HASH.optional());

        private static Asked of(Optional<RawJson> input, Optional<String> hash) {
            if (input.isPresent() == hash.isPresent()) {
                throw Problem.invalid("input", "or `inputHash` is required, and not both");
            }
            return new Asked(
                    hash.orElseGet(() -> CanonicalJson.sha256("input", input.orElseThrow())));
        }
    }

    record Begin(String namespace, Asked asked, long leaseMs, long waitSeconds) {
        static final Shape<Begin> SHAPE =
                Shape.of(
                        Begin::new,
                        NAMESPACE.map(name -> name.orElse(DEFAULT_NAMESPACE)),
                        Asked.SHAPE,
                        Field.whole(
                                        "ttl",
                                        MemoLimits.MEMO_LEASE_MIN_SECONDS.value(),
                                        MemoLimits.MEMO_LEASE_MAX_SECONDS.value(),
                                        "Seconds that the lease lasts, if there is no answer yet.")
                                .orElse(MemoLimits.MEMO_LEASE_DEFAULT_SECONDS.value())
                                .map(seconds -> 1000 * seconds),
                        Field.whole(
                                        "wait",
                                        0,
                                        Limits.WAIT_SECONDS.value(),
                                        "Seconds to wait while another finds the answer out.")
                                .orElse(0L));

        Memos.Name name() {
            return new Memos.Name(namespace, asked.hash());
        }
    }

    record Commit(
            Optional<String> namespace, String hash, String lease, RawJson value, long ttlMs) {
        static final Shape<Commit> SHAPE =
                Shape.of(
                        Commit::new,
                        NAMESPACE,
                        HASH,
                        LEASE,
                        Field.anyJson(
                                "value",
                                MemoLimits.MEMO_VALUE_BYTES.value(),
                                "The answer: any JSON, kept as it came."),
                        Field.whole(
                                        "ttl",
                                        Limits.TTL_MIN_SECONDS.value(),
                                        Limits.TTL_MAX_SECONDS.value(),
                                        "Seconds that the answer is kept.")
                                .orElse(MemoLimits.MEMO_TTL_DEFAULT_SECONDS.value())
                                .map(seconds -> 1000 * seconds));
    }

    record Abandon(Optional<String> namespace, String hash, String lease) {
        static final Shape<Abandon> SHAPE = Shape.of(Abandon::new, NAMESPACE, HASH, LEASE);
    }

    record Forget(Optional<String> namespace, Optional<String> hash) {
        static final Shape<Forget> SHAPE = Shape.of(Forget::new, NAMESPACE, HASH.optional());

        Forget {
            if (namespace.isEmpty() && hash.isEmpty()) {
                throw Problem.invalid("namespace", "or `inputHash` is required: what to forget");
            }
        }

        String ofNamespace() {
            return namespace.orElse(DEFAULT_NAMESPACE);
        }
    }

    private MemoInputs() {}
}
