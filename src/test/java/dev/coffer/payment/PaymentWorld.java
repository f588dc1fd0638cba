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
import dev.coffer.payment.grant.Grants;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.signin.Site;
import dev.coffer.payment.x402.PaymentRequired;
import dev.coffer.state.kv.KvRoom;
import dev.coffer.store.Store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What all nodes have in common: a store, a chain, a clock, and the price lists they may have. */
final class PaymentWorld {

    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    final TestClock clock;
    final Store store;
    final Ledger ledger = new Ledger();
    final PublicChain chain = new PublicChain();
    private final Rails rails = Rails.of(Dollars.rail(chain));
    private final Tokens tokens;
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
        tokens = new Tokens(store, new Random(1));
        signIn = new SignIn(new byte[32], new Random(1), () -> Site.of("http://127.0.0.1"), clock);
        for (int price = 1; price <= 3; price++) {
            String named = "storage_write.USDC=0.00%d".formatted(price);
            Prices prices = Prices.defaults().with(List.of(named)).in(rails.assets());
            lists.add(new PriceLists(store, new PriceList(prices, rails.payTo())));
        }
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
