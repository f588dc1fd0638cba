package dev.coffer.state.kv;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.util.Optional;

/** What a write asks of the key before it. */
record Condition(Optional<Long> ifRevision, boolean ifAbsent) {

    static final ErrorCode REVISION_MISMATCH = new ErrorCode(412, "revision_mismatch");
    static final Condition NONE = new Condition(Optional.empty());

    Condition(Optional<Long> ifRevision) {
        this(ifRevision, false);
    }

    void require(Optional<Kv.Entry> before) {
        boolean met =
                (!ifAbsent || before.isEmpty())
                        && ifRevision
                                .map(r -> before.map(b -> b.revision() == r).orElse(false))
                                .orElse(true);
        if (!met) {
            throw new Problem(
                            REVISION_MISMATCH,
                            before.isPresent()
                                    ? "The key has another revision; read it again."
                                    : "The key does not exist.")
                    .with("revision", before.map(Kv.Entry::revision).orElse(0L));
        }
    }
}
