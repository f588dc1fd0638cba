package dev.coffer.store.postgres;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a recorded history of one key could have happened to a register that does one thing at a
 * time. Its revisions say in which order the writes took effect; so it is enough to look whether
 * that order, and what was read, agree with the times at which callers asked and were answered.
 */
final class Register {

    /** From the call to its answer, in nanoseconds. */
    record Span(long invoked, long returned) {
        boolean before(Span other) {
            return returned < other.invoked;
        }
    }

    /**
     * A write that was answered.
     *
     * @param onlyOver the revision that it was to replace, if it named one
     */
    record Write(Span span, long value, long revision, Optional<Long> onlyOver) {}

    /** What a read gave, or a refused write told. */
    record Read(Span span, long revision, Optional<Long> value) {}

    /** A write whose answer did not come: it may have taken effect or not. */
    record Unknown(long invoked, long value) {}

    private Register() {}

    /** What can't have been; empty if all of it can. */
    static Optional<String> contradiction(
            List<Write> writes, List<Read> reads, List<Unknown> unknown) {
        List<Write> ordered =
                writes.stream().sorted(Comparator.comparingLong(Write::revision)).toList();
        Map<Long, Write> byRevision = new HashMap<>();
        for (Write write : ordered) {
            if (byRevision.put(write.revision(), write) != null) {
                return Optional.of("two writes are one revision: " + write);
            }
        }
        long latestInvoked = Long.MIN_VALUE;
        long before = 0;
        for (Write write : ordered) {
            if (write.span().returned() < latestInvoked) {
                return Optional.of("took effect after a later one: " + write);
            }
            latestInvoked = Math.max(latestInvoked, write.span().invoked());
            if (write.onlyOver().isPresent() && before > write.onlyOver().get()) {
                return Optional.of("lost what was written between: " + write);
            }
            before = write.revision();
        }
        Map<Long, Long> unknownSeen = new HashMap<>();
        for (Read read : reads) {
            Optional<String> wrong = contradiction(ordered, byRevision, unknown, read);
            if (wrong.isPresent()) {
                return wrong;
            }
            if (!byRevision.containsKey(read.revision()) && read.value().isPresent()) {
                Long other = unknownSeen.put(read.value().get(), read.revision());
                if (other != null && other != read.revision()) {
                    return Optional.of("one write took effect twice: " + read);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> contradiction(
            List<Write> ordered, Map<Long, Write> byRevision, List<Unknown> unknown, Read read) {
        for (Write write : ordered) {
            if (write.revision() > read.revision() && write.span().before(read.span())) {
                return Optional.of("%s was over before %s".formatted(write, read));
            }
            if (write.revision() < read.revision() && read.span().before(write.span())) {
                return Optional.of("%s had not begun before %s".formatted(write, read));
            }
        }
        Write seen = byRevision.get(read.revision());
        if (seen != null) {
            boolean same = read.value().map(v -> v == seen.value()).orElse(true);
            return same && !read.span().before(seen.span())
                    ? Optional.empty()
                    : Optional.of("%s is not what %s gave".formatted(seen, read));
        }
        boolean known =
                read.revision() == 0
                        || unknown.stream()
                                .anyMatch(u ->
                                        u.invoked() < read.span().returned()
                                                && read.value()
                                                        .map(v -> v == u.value())
                                                        .orElse(true));
        return known ? Optional.empty() : Optional.of("nobody wrote what this gave: " + read);
    }
}
