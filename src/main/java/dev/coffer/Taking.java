package dev.coffer;

import dev.coffer.account.ReceiptRoom;
import dev.coffer.account.SignInRoom;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.payment.Cashier;
import dev.coffer.payment.Door;
import dev.coffer.payment.Facilitation;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.OpenPayments;
import dev.coffer.payment.PaidDoor;
import dev.coffer.payment.Payments;
import dev.coffer.payment.Price;
import dev.coffer.payment.PriceList;
import dev.coffer.payment.PriceLists;
import dev.coffer.payment.Prices;
import dev.coffer.payment.Rail;
import dev.coffer.payment.Rails;
import dev.coffer.payment.Secrets;
import dev.coffer.payment.Tokens;
import dev.coffer.payment.TrustingDoor;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.devnet.DevnetNode;
import dev.coffer.payment.facilitate.FacilitatorApi;
import dev.coffer.payment.facilitate.StacksFacilitatorApi;
import dev.coffer.payment.receipt.Receipts;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.signin.Site;
import dev.coffer.payment.stacks.Sponsoring;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.payment.stacks.StacksVerifier;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.PaymentRequired;
import dev.coffer.room.Room;
import dev.coffer.store.Store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How money is taken, as the configuration says.
 *
 * @param prices in what can be paid with
 * @param offers the ways to pay one of some prices
 * @param rails the chains on which it is paid
 * @param receipts who signs them, where anything is charged
 * @param rooms what stands behind the door
 */
record Taking(
        Door door,
        Prices prices,
        Function<List<Price>, List<Offer>> offers,
        List<Rail> rails,
        Optional<Receipts> receipts,
        List<Room> rooms) {

    /** One a minute: a client that signs again at it is told otherwise. */
    private static final double INVITATIONS_PER_SECOND = 1 / 60.0;

    /**
     * @param site where wallets sign in to, once it is known
     */
    static Taking of(
            Config config, Store store, Ledger ledger, Tokens tokens, Supplier<Site> site) {
        List<Rail> rails = new ArrayList<>(config.settings().money().rails());
        return switch (config.money()) {
            case OFF ->
                    // Prices are shown in what the devnet would take.
                    new Taking(
                            new TrustingDoor(),
                            config.prices().in(StacksTokens.ASSETS),
                            _ -> List.of(),
                            List.of(),
                            Optional.empty(),
                            List.of());
            case DEVNET -> {
                Devnet devnet = new Devnet(store);
                Optional<Sponsoring> sponsoring =
                        config.settings()
                                .money()
                                .onDevnet()
                                .map(s -> devnet.withPlayMoney(s, config.random()));
                rails.add(StacksVerifier.rail(Devnet.TOKENS, config.payTo(), devnet, sponsoring));
                Room chain =
                        Room.of("devnet", "A chain of one's own, with play money")
                                .sells(new DevnetNode(devnet).endpoints());
                yield by(new Rails(rails), chain, config, store, ledger, tokens, site);
            }
            case CHAINS -> {
                Room chains = Room.of("chains", "Real money, by payments on public chains");
                yield by(new Rails(rails), chains, config, store, ledger, tokens, site);
            }
        };
    }

    private static Taking by(
            Rails rails,
            Room chains,
            Config config,
            Store store,
            Ledger ledger,
            Tokens tokens,
            Supplier<Site> site) {
        SignIn signIn =
                new SignIn(
                        Secrets.key(store, config.random(), "sign-in"),
                        config.random(),
                        rails.all().stream().map(Rail::network).toList(),
                        site,
                        store.clock());
        Prices prices = config.prices().in(rails.assets());
        Payments payments = new Payments(store, ledger, rails);
        PriceLists lists =
                new PriceLists(
                        store,
                        new PriceList(prices, rails.payTo()),
                        tx -> config.settings().money().checklist().ifPresent(c -> c.require(tx)));
        Capacities capacities = config.capacities();
        RateLimit failures =
                new RateLimit(
                        capacities.of(Capacity.BAD_PAYMENTS_PER_SECOND),
                        capacities.whole(Capacity.BAD_PAYMENTS_BURST),
                        capacities.whole(Capacity.RATE_LIMITED_KEYS),
                        config.clock());
        RateLimit invitations =
                new RateLimit(
                        INVITATIONS_PER_SECOND,
                        1,
                        capacities.whole(Capacity.RATE_LIMITED_KEYS),
                        config.clock());
        List<Room> facilitator =
                config.settings().money().facilitates()
                        ? List.of(facilitator(payments, rails, lists, config))
                        : List.of();
        Door door =
                new PaidDoor(
                        new Cashier(payments, rails, lists, failures, invitations),
                        tokens,
                        signIn,
                        new PaymentRequired(config.random()),
                        store.clock());
        Receipts receipts = Receipts.of(store, config.random(), site, rails);
        return new Taking(
                door,
                prices,
                costs -> rails.offers(prices.payable(costs)),
                rails.all(),
                Optional.of(receipts),
                Stream.concat(
                                Stream.of(
                                        ReceiptRoom.room(receipts),
                                        SignInRoom.room(signIn, ledger, tokens),
                                        chains.works(() -> rails::close)
                                                .works(rails::watching)
                                                .works(() -> OpenPayments.of(payments))
                                                .works(lists::renewing)
                                                .figures(OperatorFigures.of(payments, rails))),
                                facilitator.stream())
                        .toList());
    }

    private static Room facilitator(
            Payments payments, Rails rails, PriceLists lists, Config config) {
        Capacities capacities = config.capacities();
        RateLimit callers =
                new RateLimit(
                        capacities.of(Capacity.FACILITATED_CALLS_PER_SECOND),
                        capacities.whole(Capacity.FACILITATED_CALLS_BURST),
                        capacities.whole(Capacity.RATE_LIMITED_KEYS),
                        config.clock());
        Facilitation facilitation = new Facilitation(payments, rails, lists, callers);
        return Room.of("facilitator", "Payments to others, verified and settled: `--facilitate`")
                .sells(FacilitatorApi.endpoints(facilitation))
                .sells(StacksFacilitatorApi.endpoints(facilitation));
    }
}
