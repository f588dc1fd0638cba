package dev.coffer.endpoint;

import java.util.List;

/**
 * An endpoint, described once. Routing, input, price, offer and documentation derive from it.
 *
 * @param kind what it does to the store
 * @param access who may call it
 * @param methods the HTTP methods it answers, besides HEAD and OPTIONS
 * @param path its path, with {@code {names}} of fields where they vary
 * @param pricing how its price is found
 * @param takes its input
 * @param gives the record it answers with; {@link Reply.Content} for other things than JSON
 * @param summary one sentence of what it does
 * @param example an input, as JSON
 * @param maxBodyBytes the longest body it reads
 */
public record Endpoint<I>(
        Kind kind,
        Access access,
        List<String> methods,
        String path,
        Pricing<I> pricing,
        Shape<I> takes,
        Class<?> gives,
        String summary,
        String example,
        long maxBodyBytes,
        Action<I> action) {

    /** A public endpoint may be asked for with these methods; see {@link Access#PUBLIC}. */
    public static <I> Draft<I> open(Kind kind, String path, Shape<I> takes, String... methods) {
        return new Draft<>(kind, List.of(methods), path, takes, Reply.Content.class)
                .access(Access.PUBLIC);
    }

    /** What an endpoint does to the store. */
    public enum Kind {
        /** Does not touch it. */
        PLAIN,
        /** Reads a committed snapshot. */
        READ,
        /** Runs in a transaction of the caller. */
        WRITE
    }

    /** Who may call. */
    public enum Access {
        /** Whoever pays, or has a balance. */
        PAID,
        /** Whoever has an account, for nothing. */
        ACCOUNT,
        /** Anybody, for nothing. */
        PUBLIC
    }

    /** A paid write: POST. */
    public static <I> Draft<I> write(String path, Shape<I> takes, Class<?> gives) {
        return new Draft<>(Kind.WRITE, List.of("POST"), path, takes, gives);
    }

    /** A paid read: GET with a query and POST with a body alike. */
    public static <I> Draft<I> read(String path, Shape<I> takes, Class<?> gives) {
        return new Draft<>(Kind.READ, List.of("GET", "POST"), path, takes, gives);
    }

    /** A free answer that needs no store: GET. */
    public static <I> Draft<I> plain(String path, Shape<I> takes, Class<?> gives) {
        return new Draft<>(Kind.PLAIN, List.of("GET"), path, takes, gives).access(Access.PUBLIC);
    }

    /** An endpoint while it is being described. */
    public static final class Draft<I> {
        private final Kind kind;
        private final String path;
        private final Shape<I> takes;
        private final Class<?> gives;
        private List<String> methods;
        private Access access = Access.PAID;
        private Pricing<I> pricing = new Pricing.Flat<>(Tier.FREE);
        private String summary = "";
        private String example = "{}";
        private long maxBodyBytes = Limits.BODY_BYTES;

        private Draft(
                Kind kind, List<String> methods, String path, Shape<I> takes, Class<?> gives) {
            this.kind = kind;
            this.methods = methods;
            this.path = path;
            this.takes = takes;
            this.gives = gives;
        }

        public Draft<I> costs(Tier tier) {
            return costs(new Pricing.Flat<>(tier));
        }

        public Draft<I> costs(Pricing<I> how) {
            pricing = how;
            return this;
        }

        public Draft<I> access(Access who) {
            access = who;
            return this;
        }

        public Draft<I> methods(String... names) {
            methods = List.of(names);
            return this;
        }

        public Draft<I> says(String sentence) {
            summary = sentence;
            return this;
        }

        /** An input as JSON; a test holds that the endpoint takes it. */
        public Draft<I> example(String json) {
            example = json;
            return this;
        }

        public Draft<I> maxBodyBytes(long bytes) {
            maxBodyBytes = bytes;
            return this;
        }

        public Endpoint<I> does(Action<I> action) {
            return new Endpoint<>(
                    kind,
                    access,
                    methods,
                    path,
                    pricing,
                    kind == Kind.WRITE && access == Access.PAID ? takes.fenced() : takes,
                    gives,
                    summary,
                    example,
                    maxBodyBytes,
                    action);
        }
    }
}
