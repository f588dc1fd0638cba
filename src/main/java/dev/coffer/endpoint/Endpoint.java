package dev.coffer.endpoint;

import dev.coffer.store.Tx;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An endpoint, described once. Routing, input, price, offer and documentation derive from it.
 *
 * @param kind what it does to the store
 * @param access who may call it, and at what price
 * @param methods the HTTP methods it answers, besides HEAD and OPTIONS
 * @param path its path, with {@code {names}} of fields where they vary
 * @param takes its input
 * @param gives what it answers with
 * @param summary one sentence of what it does
 * @param example an input, as JSON; a test calls the endpoint with it
 * @param fails codes of refusals of its own, besides those that follow from what it is ({@link
 *     Failures})
 * @param maxBodyBytes the longest body it reads
 * @param prepares whether it does something before its transaction, so that its input must be known
 *     by then
 * @param takesTurn whether what it prepares is its owner's alone until the call is over, or asks
 *     outside and may wait long: a batch has one such operation at most
 * @param costly whether preparing costs so much that nobody is prepared for who can't pay
 * @param missing the option of {@code coffer serve} without which it can't do its work, where the
 *     operator did not give it; every call is then 503 {@code not_configured}, before any payment
 * @param lenientQuery whether it passes over parameters of the query that it does not know, as
 *     links that people share get some added
 */
public record Endpoint<I, O>(
        Kind kind,
        Access<I> access,
        List<String> methods,
        String path,
        Shape<I> takes,
        Gives<O> gives,
        String summary,
        String example,
        Set<ErrorCode> fails,
        long maxBodyBytes,
        boolean prepares,
        boolean takesTurn,
        boolean costly,
        Optional<String> missing,
        boolean lenientQuery,
        Action<I, O> action) {

    /** What an endpoint does to the store. */
    public enum Kind {
        /** Does not touch it. */
        PURE,
        /** Reads a committed snapshot. */
        READ,
        /** Runs in a transaction of the caller, or of the service if anybody may call. */
        WRITE
    }

    /** What an endpoint does that does not touch the store. */
    @FunctionalInterface
    public interface Pure<I, O> {
        Reply<O> answer(Call<I> call);
    }

    /** What an endpoint does with the store. */
    @FunctionalInterface
    public interface InStore<I, O> {
        Reply<O> answer(Call<I> call, Tx tx);
    }

    /** A write: POST. */
    public static <I, O> Unpriced<I, O, InStore<I, O>> write(
            String path, Shape<I> takes, Class<O> gives) {
        return write(path, takes, Gives.json(gives));
    }

    public static <I, O> Unpriced<I, O, InStore<I, O>> write(
            String path, Shape<I> takes, Gives<O> gives) {
        return new Unpriced<>(
                new Draft<>(
                        Kind.WRITE, List.of("POST"), path, takes, gives, false, Endpoint::inStore));
    }

    /** A write that prepares something, once, however often its transaction has to be run: POST. */
    public static <I, O> Unpriced<I, O, Action<I, O>> preparedWrite(
            String path, Shape<I> takes, Gives<O> gives) {
        return new Unpriced<>(
                new Draft<>(
                        Kind.WRITE,
                        List.of("POST"),
                        path,
                        takes,
                        gives,
                        true,
                        Function.identity()));
    }

    /** A read: GET with a query and POST with a body alike. */
    public static <I, O> Unpriced<I, O, InStore<I, O>> read(
            String path, Shape<I> takes, Class<O> gives) {
        return read(path, takes, Gives.json(gives));
    }

    public static <I, O> Unpriced<I, O, InStore<I, O>> read(
            String path, Shape<I> takes, Gives<O> gives) {
        return new Unpriced<>(
                new Draft<>(Kind.READ, BOTH, path, takes, gives, false, Endpoint::inStore));
    }

    /**
     * A read that prepares something before its snapshot: GET with a query and POST with a body.
     */
    public static <I, O> Unpriced<I, O, Action<I, O>> preparedRead(
            String path, Shape<I> takes, Gives<O> gives) {
        return new Unpriced<>(
                new Draft<>(Kind.READ, BOTH, path, takes, gives, true, Function.identity()));
    }

    /** What needs no store: GET with a query and POST with a body alike. */
    public static <I, O> Unpriced<I, O, Pure<I, O>> pure(
            String path, Shape<I> takes, Class<O> gives) {
        return pure(path, takes, Gives.json(gives));
    }

    public static <I, O> Unpriced<I, O, Pure<I, O>> pure(
            String path, Shape<I> takes, Gives<O> gives) {
        return new Unpriced<>(
                new Draft<>(
                        Kind.PURE,
                        BOTH,
                        path,
                        takes,
                        gives,
                        true,
                        pure ->
                                call -> {
                                    Reply<O> reply = pure.answer(call);
                                    return _ -> reply;
                                }));
    }

    /** Turns what is paid into balance, and answers in the payer's transaction: POST. */
    public static <I, O> Draft<I, O, InStore<I, O>> deposit(
            String path, Shape<I> takes, Class<O> gives, Function<I, Optional<Long>> amount) {
        return write(path, takes, gives).by(new Access.Deposit<>(amount));
    }

    /**
     * Refuses what it can't do as this service is run.
     *
     * @throws Problem 503 {@code not_configured}
     */
    public void requireConfigured() {
        if (missing.isPresent()) {
            throw Problem.notConfigured(missing.get());
        }
    }

    private static final List<String> BOTH = List.of("GET", "POST");

    private static <I, O> Action<I, O> inStore(InStore<I, O> does) {
        return call -> tx -> does.answer(call, tx);
    }

    /** An endpoint of which it is not said yet who may call it; there is no default. */
    public static final class Unpriced<I, O, F> {
        private final Draft<I, O, F> draft;

        private Unpriced(Draft<I, O, F> draft) {
            this.draft = draft;
        }

        public Unnamed<I, O, F> costs(Tier tier) {
            return costs(new Pricing.Flat<>(tier));
        }

        public Unnamed<I, O, F> costs(Pricing<I> pricing) {
            return new Unnamed<>(this, pricing);
        }

        /** For whoever has an account, for nothing. */
        public Draft<I, O, F> forAccounts() {
            return by(new Access.Account<>(false));
        }

        /** The same, and not by a token that was narrowed. */
        public Draft<I, O, F> forOwners() {
            return by(new Access.Account<>(true));
        }

        /** For anybody, for nothing. */
        public Draft<I, O, F> forAnybody() {
            return by(new Access.Anybody<>());
        }

        private Draft<I, O, F> by(Access<I> access) {
            draft.access = Optional.of(access);
            return draft;
        }
    }

    /** A paid endpoint of which it is not said yet what a call is about; there is no default. */
    public static final class Unnamed<I, O, F> {
        private final Unpriced<I, O, F> unpriced;
        private final Pricing<I> pricing;

        private Unnamed(Unpriced<I, O, F> unpriced, Pricing<I> pricing) {
            this.unpriced = unpriced;
            this.pricing = pricing;
        }

        /** One name; a list's prefix. */
        public Draft<I, O, F> about(Function<I, String> name) {
            return about(new Touches.Said<>(input -> List.of(name.apply(input))));
        }

        /** All names that there are. */
        public Draft<I, O, F> aboutAll() {
            return about(_ -> "");
        }

        /** What has no name before, or needs none. */
        public Draft<I, O, F> aboutNothing() {
            return about(new Touches.Said<>(_ -> List.of()));
        }

        public Draft<I, O, F> about(Touches<I> touches) {
            return unpriced.by(new Access.Paid<>(pricing, touches));
        }
    }

    /** An endpoint while it is being described. */
    public static final class Draft<I, O, F> {
        private final Kind kind;
        private final String path;
        private final Shape<I> takes;
        private final Gives<O> gives;
        private final boolean prepares;
        private final Function<F, Action<I, O>> action;
        private List<String> methods;
        private Optional<Access<I>> access = Optional.empty();
        private String summary = "";
        private String example = "{}";
        private final Set<ErrorCode> fails = new LinkedHashSet<>();
        private long maxBodyBytes = Limits.BODY_BYTES.value();
        private boolean takesTurn;
        private boolean costly;
        private Optional<String> missing = Optional.empty();
        private boolean lenientQuery;

        private Draft(
                Kind kind,
                List<String> methods,
                String path,
                Shape<I> takes,
                Gives<O> gives,
                boolean prepares,
                Function<F, Action<I, O>> action) {
            this.kind = kind;
            this.prepares = prepares;
            this.methods = methods;
            this.path = path;
            this.takes = takes;
            this.gives = gives;
            this.action = action;
        }

        public Draft<I, O, F> methods(String... names) {
            methods = List.of(names);
            return this;
        }

        public Draft<I, O, F> says(String sentence) {
            summary = sentence;
            return this;
        }

        /** An input as JSON. */
        public Draft<I, O, F> example(String json) {
            example = json;
            return this;
        }

        /** Codes that it refuses with, besides those that follow from what it is. */
        public Draft<I, O, F> fails(ErrorCode... codes) {
            return fails(List.of(codes));
        }

        public Draft<I, O, F> fails(List<ErrorCode> codes) {
            fails.addAll(codes);
            return this;
        }

        public Draft<I, O, F> maxBodyBytes(long bytes) {
            maxBodyBytes = bytes;
            return this;
        }

        /** Preparing it costs more than a refusal may: the balance is looked at before. */
        public Draft<I, O, F> costlyToPrepare() {
            costly = true;
            return this;
        }

        /**
         * What it prepares is its owner's alone until the call is over, or asks outside: a batch
         * has one such operation at most, as a second would wait for the first.
         */
        public Draft<I, O, F> takesTurn() {
            takesTurn = true;
            return this;
        }

        /** The option that the operator did not give and without which it is not there, if any. */
        public Draft<I, O, F> needs(Optional<String> option) {
            missing = option;
            return this;
        }

        /** For what people and monitors open: what is added to a link is ignored. */
        public Draft<I, O, F> lenientQuery() {
            lenientQuery = true;
            return this;
        }

        public Endpoint<I, O> does(F what) {
            Access<I> who = access.orElseThrow();
            boolean fenced = kind == Kind.WRITE && who instanceof Access.Paid<I>;
            return new Endpoint<>(
                    kind,
                    who,
                    methods,
                    path,
                    takes.beside(
                            fenced
                                    ? List.of(InputReader.TOKEN_TYPE, Fence.FIELD)
                                    : List.of(InputReader.TOKEN_TYPE)),
                    gives,
                    summary,
                    example,
                    Set.copyOf(fails),
                    maxBodyBytes,
                    prepares,
                    takesTurn,
                    costly,
                    missing,
                    lenientQuery,
                    action.apply(what));
        }
    }
}
