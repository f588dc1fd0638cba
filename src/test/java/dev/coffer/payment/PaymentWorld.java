package dev.coffer.payment;

import dev.coffer.call.Answers;
import dev.coffer.call.Checkout;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Request;
import dev.coffer.harness.Requests;
import dev.coffer.harness.TestClock;
import dev.coffer.harness.X402;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.grant.Grants;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.signin.Site;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.payment.stacks.StacksVerifier;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.PaymentRequired;
import dev.coffer.payment.x402.Presented;
import dev.coffer.state.kv.KvRoom;
import dev.coffer.store.Store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** What all nodes have in common: a store, chains, a clock, and the price lists they may have. */
final class PaymentWorld {

    /** A chain that anybody can read, and tell something. */
    static final String OPEN = "stacks:1";

    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    final TestClock clock;
    final Store store;
    final Ledger ledger = new Ledger();
    final Mood mood = new Mood();
    final PublicChain open = new PublicChain(mood);
    private final Map<String, WatchedChain> chains;
    private final Rails rails;
    final Tokens tokens;
    private final SignIn signIn;
    private final List<PriceLists> lists = new ArrayList<>();

    private final Endpoint<?, ?> set =
            KvRoom.room(Capacities.usual()).endpoints().stream()
                    .filter(e -> e.path().equals("/api/kv/set"))
                    .findFirst()
                    .orElseThrow();

    PaymentWorld(Store store, TestClock clock) {
        this.store = store;
        this.clock = clock;
        KilledDevnet devnet = new KilledDevnet(store, mood);
        BlindFacilitator dollars = new BlindFacilitator(mood);
        rails =
                Rails.of(
                        Dollars.rail(dollars),
                        new Believing(OPEN, new Offer.V1.Flat("mainnet"), StacksTokens.ASSETS)
                                .rail(open),
                        StacksVerifier.rail(Devnet.TOKENS, X402.PAY_TO, devnet));
        chains = Map.of(Dollars.NETWORK, dollars, OPEN, open, X402.NETWORK, devnet);
        tokens = new Tokens(store, new Random(1));
        signIn =
                new SignIn(
                        new byte[32],
                        new Random(1),
                        List.of(),
                        () -> Site.of("http://127.0.0.1"),
                        clock);
        for (int price = 1; price <= 3; price++) {
            String named = "storage_write.USDC=0.00%d".formatted(price);
            Prices prices = Prices.defaults().with(List.of(named)).in(rails.assets());
            lists.add(new PriceLists(store, new PriceList(prices, rails.payTo())));
        }
    }

    WatchedChain chain(PaymentName name) {
        return Objects.requireNonNull(chains.get(name.network()));
    }

    /** What a payment is known by. */
    PaymentName name(String... headers) {
        Presented presented = Presented.of(request(headers)).orElseThrow();
        return rails.of(presented).verifier().read(presented).name();
    }

    /** A call that costs money. */
    Request request(String... headers) {
        return Requests.post(set.path(), BODY, headers);
    }

    /** A node, started anew, with a store of its own that may fail. */
    final class Node {
        final Flaky store;
        final Payments payments;
        private final Checkout checkout;

        Node(Random random) {
            store = new Flaky(() -> PaymentWorld.this.store);
            payments = new Payments(store, ledger, rails);
            PriceLists list = PaymentWorld.this.lists.get(random.nextInt(lists.size()));
            RateLimit unlimited = new RateLimit(1_000, 1_000, 1_000, clock);
            checkout =
                    new Checkout(
                            store,
                            ledger,
                            list.ours().prices(),
                            new PaidDoor(
                                    new Cashier(payments, rails, list, unlimited, unlimited),
                                    tokens,
                                    signIn,
                                    new PaymentRequired(random),
                                    clock),
                            (_, _) -> {},
                            new Answers((_, _, _) -> {}, tokens),
                            Optional.empty(),
                            new Grants(Map.of(), List.of()),
                            Capacities.usual(),
                            clock);
        }

        Answer serve(String... headers) {
            return checkout.serve(set, request(headers));
        }
    }
}
