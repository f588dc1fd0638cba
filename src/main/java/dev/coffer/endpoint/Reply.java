package dev.coffer.endpoint;

import dev.coffer.store.Tx;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A good answer. Refusals are {@link Problem}s.
 *
 * @param <O> the record that it answers with, or {@link Content}
 */
public sealed interface Reply<O> {

    /** A record, written as a flat JSON object; {@code tokenType} is put beside its fields. */
    record Json<O>(int status, O body, Map<String, String> headers) implements Reply<O> {}

    /** A record that is written already, where that is as much work as making it. */
    record Written<O>(Gathered body) implements Reply<O> {}

    /** A record shown this one time: what is kept for a repetition is the refusal instead. */
    record Once<O>(O body, Problem again) implements Reply<O> {}

    /**
     * A record with a bearer token in it. The token is not kept: for a repetition it is made again,
     * the same.
     */
    record Issued<O>(O body, String token) implements Reply<O> {}

    /**
     * What a write answers that found what was asked for, and had nothing to do: it costs {@code
     * storage_read}.
     */
    record Found<O>(O body) implements Reply<O> {}

    /** The replies to several calls at once, in their order. */
    record Several<O>(List<Part> parts) implements Reply<O> {

        public List<Sold> sold() {
            return parts.stream().flatMap(part -> part.sold().stream()).toList();
        }
    }

    /**
     * What one of several calls was answered.
     *
     * @param as what the client calls it
     * @param body without a {@code tokenType}
     * @param sold what it is paid for; empty for a refusal
     * @param again what is kept for a repetition instead, as in {@link Once}
     */
    record Part(
            Optional<String> as,
            int status,
            RawJson body,
            Optional<Sold> sold,
            Optional<Problem> again) {

        /** A refusal. */
        public static Part of(Optional<String> as, Problem problem) {
            return new Part(
                    as,
                    problem.status(),
                    new RawJson(Answer.of(problem).body()),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** Bytes as they are, with their type and further headers. */
    record Content(int status, String contentType, byte[] body, Map<String, String> headers)
            implements Reply<Content> {}

    /** What a browser gets of an endpoint that is free and answers programs with a record. */
    record Page<O>(Content content) implements Reply<O> {}

    /**
     * There is nothing to deliver yet: a write that returns this is run again when the topic is
     * {@link Tx#signal signalled}, until one run delivers or the patience is over. A run that
     * returns this keeps what it wrote and is not charged. Where nobody waits, as in a read, this
     * is the empty reply.
     *
     * @param topic what to be woken by
     * @param againInMs after how long to look again in any case: when something becomes due
     * @param patience how long to wait in all, counted from the call's first run; zero: not at all
     * @param empty what to answer when the patience is over; costs {@code storage_read}
     * @param leave takes away what the waiting itself left in the store
     */
    record Wait<O>(String topic, long againInMs, Duration patience, O empty, Consumer<Tx> leave)
            implements Reply<O> {

        /** For a wait that leaves nothing in the store. */
        public static final Consumer<Tx> NO_TRACES = _ -> {};

        public boolean leavesTraces() {
            return leave != NO_TRACES;
        }
    }

    static <O> Reply<O> of(O body) {
        return new Json<>(200, body, Map.of());
    }
}
