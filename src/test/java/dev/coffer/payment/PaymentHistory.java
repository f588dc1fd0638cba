package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;
import dev.coffer.harness.TestClock;
import dev.coffer.harness.X402;
import dev.coffer.payment.x402.Presented;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** What one payer does, and what is done with its payments. */
final class PaymentHistory {

    /** Longer than a node holds a payment. */
    private static final Duration HELD = Duration.ofSeconds(31);

    /** A payment that a payer signed, and what its payer knows of it. */
    private static final class Signed {
        final PaymentName name;
        final long value;
        final String[] headers;
        String resume = "";
        int runs;

        Signed(PaymentName name, long value, String[] headers) {
            this.name = name;
            this.value = value;
            this.headers = headers;
        }
    }

    private final PaymentWorld world;
    private final PublicChain chain;
    private final TestClock clock;
    private final String payer;
    private final Random random;
    private final List<Signed> signed = new ArrayList<>();
    private final PaymentWorld.Node[] nodes = new PaymentWorld.Node[2];
    private boolean isFinishing;
    int credits;
    int runs;
    int strangers;

    /** What happened, to be told when it went wrong. */
    private final List<String> told = new ArrayList<>();

    PaymentHistory(PaymentWorld world, int number, Random random) {
        this.world = world;
        this.chain = world.chain;
        this.clock = world.clock;
        this.payer = "payer" + number;
        this.random = random;
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = world.new Node(random);
        }
        for (int i = 0, count = 1 + random.nextInt(4); i < count; i++) {
            signed.add(sign(i));
        }
    }

    /** Some have one nonce, some are for one operation. */
    private Signed sign(int i) {
        String nonce = "n" + (random.nextInt(4) == 0 ? 0 : i);
        long value = 3_000 + i;
        Map<String, Object> payload = Map.of("from", payer, "nonce", nonce, "value", value);
        Map<String, Object> accepted =
                Map.of(
                        "scheme",
                        "exact",
                        "network",
                        Dollars.NETWORK,
                        "asset",
                        Dollars.TOKEN,
                        "payTo",
                        "0xpayee");
        String header =
                X402.base64(Map.of("x402Version", 2, "accepted", accepted, "payload", payload));
        String[] open = {"PAYMENT-SIGNATURE", header};
        String[] headers =
                switch (random.nextInt(8)) {
                    case 0, 1 -> open;
                    case 2 -> X402.keyed("one operation", open);
                    case 3 ->
                            new String[] {
                                open[0], open[1], "Idempotency-Key", "short " + random.nextInt(2)
                            };
                    default -> X402.keyed("operation " + i, open);
                };
        return new Signed(
                new Dollars().read(Presented.of(world.request(open)).orElseThrow()).name(),
                value,
                headers);
    }

    void run() {
        chain.behave(Optional.of(random), this::meanwhile);
        for (int step = 0, steps = 3 + random.nextInt(8); step < steps; step++) {
            step();
        }
        chain.behave(Optional.empty(), () -> {});
        isFinishing = true;
        finish();
    }

    private PaymentWorld.Node node() {
        return nodes[random.nextInt(nodes.length)];
    }

    private Signed any() {
        return signed.get(random.nextInt(signed.size()));
    }

    private void step() {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> byStranger(node(), any());
            case 3 -> clock.advance(HELD);
            case 4 -> clock.advance(Duration.ofMinutes(2));
            case 5 -> clock.advance(Duration.ofHours(random.nextInt(26)));
            case 6 -> nodes[random.nextInt(nodes.length)] = world.new Node(random);
            case 7 -> {
                Signed payment = any();
                told.add(payment.value + " by other means");
                chain.broadcast(payment.name);
            }
            case 8 -> {
                if (random.nextInt(10) == 0) {
                    resolve();
                }
            }
            default -> byPayer(node(), any());
        }
    }

    private void resolve() {
        world.new Node(random).payments.resolveOpen();
    }

    /** A node was so slow that the other took over, or a stranger was fast. */
    private void meanwhile() {
        chain.behave(Optional.of(random), () -> {});
        clock.advance(HELD);
        if (random.nextBoolean()) {
            byStranger(world.new Node(random), any());
        } else {
            resolve();
        }
    }

    private void byPayer(PaymentWorld.Node node, Signed payment) {
        byPayer(node, payment, headers(payment));
    }

    private void byPayer(PaymentWorld.Node node, Signed payment, String[] headers) {
        if (!isFinishing && random.nextInt(5) == 0) {
            node.store.breakAfter(random.nextInt(5));
        }
        try {
            Answer answer = present(node, headers);
            told.add(payment.value + " by its payer: " + answer.status());
            boolean replay = answer.headers().containsKey("Idempotent-Replay");
            // Refused for certain, it is an invitation to pay once more, and runs nothing.
            assertThat(answer.status()).isIn(200, 402);
            if (!replay && answer.status() == 200) {
                payment.runs++;
            }
        } catch (Problem problem) {
            told.add(payment.value + " by its payer: " + problem.code());
            payment.resume = problem.members().getOrDefault("resume", payment.resume).toString();
            assertThat(problem.status()).as(problem.detail()).isIn(400, 409, 503);
        } catch (AssertionError e) {
            requireKilled(e);
        } finally {
            node.store.mend();
            clock.advance(HELD);
        }
    }

    private String[] headers(Signed payment) {
        if (payment.resume.isEmpty()) {
            return payment.headers;
        }
        List<String> headers = new ArrayList<>(List.of(payment.headers));
        headers.addAll(List.of(Presenter.RESUME_HEADER, payment.resume));
        return headers.toArray(String[]::new);
    }

    private void byStranger(PaymentWorld.Node node, Signed payment) {
        if (!chain.isSeen(payment.name)) {
            return; // There is nothing to present yet.
        }
        strangers++;
        String[] open = {payment.headers[0], payment.headers[1]};
        try {
            Answer answer =
                    present(node, random.nextBoolean() ? open : X402.keyed("stranger", open));
            assertThat(answer.status()).as("a stranger's answer").isNotEqualTo(200);
        } catch (Problem problem) {
            told.add(payment.value + " by a stranger: " + problem.code());
            assertThat(problem.status()).as(problem.detail()).isIn(400, 409, 503);
            assertThat(problem.members()).doesNotContainKeys("resume", "credited");
        } catch (AssertionError e) {
            requireKilled(e);
        } finally {
            clock.advance(HELD);
        }
    }

    private static void requireKilled(AssertionError e) {
        if (!String.valueOf(e.getMessage()).startsWith("killed")) {
            throw e;
        }
    }

    private Answer present(PaymentWorld.Node node, String... headers) {
        return node.serve(headers);
    }

    /** The payer comes back with all of them, and the chain says what it knows. */
    private void finish() {
        untilAllIsKnown(payment -> byPayer(nodes[0], payment));
        // What moved, and was presented only for an operation that was done, was not needed.
        untilAllIsKnown(payment -> {
            String[] open = {payment.headers[0], payment.headers[1]};
            byPayer(nodes[0], payment, X402.keyed("last " + payment.value, open));
        });
        check();
        signed.forEach(payment -> chain.forget(payment.name));
    }

    /**
     * Twice more once nothing is open: what gave way to another of its nonce has its turn. The time
     * that others make pass has nodes take over from each other, again and again.
     */
    private void untilAllIsKnown(Consumer<Signed> presenting) {
        int quiet = 0;
        for (int i = 0; i < 200 && quiet < 2; i++) {
            clock.advance(HELD);
            signed.forEach(presenting);
            quiet = isOpen() ? 0 : quiet + 1;
            if (quiet == 0) {
                clock.advance(Duration.ofMinutes(11));
                nodes[0].payments.resolveOpen();
            }
        }
        assertThat(quiet).as("%s", told).isEqualTo(2);
    }

    private boolean isOpen() {
        return world.store
                .read(tx ->
                        tx.one(
                                """
                                select 1 from payment
                                where owner = ? and next_at is not null limit 1\
                                """,
                                _ -> 1,
                                payer))
                .isPresent();
    }

    private void check() {
        long moved = 0;
        long credited = 0;
        int count = 0;
        int calls = 0;
        for (Signed payment : signed) {
            assertThat(payment.runs).as("calls of a payment of %s", payer).isLessThan(2);
            calls += payment.runs;
            if (chain.isMoved(payment.name)) {
                moved += payment.value;
                count++;
            }
        }
        List<Period.Credit> all =
                world.store.read(tx -> Period.always(payer).credits(tx, 0, 1_000));
        for (Period.Credit credit : all) {
            credited += credit.amount();
        }
        assertThat(all).as("credits of %s: %s", payer, told).hasSize(count);
        assertThat(credited).as("credits of %s: %s", payer, told).isEqualTo(moved);
        long charged = 0;
        long charges = 0;
        for (Period.Charge charge :
                world.store.read(tx -> Period.always(payer).charges(tx, 1_000))) {
            charged += charge.amount();
            charges += charge.calls();
        }
        assertThat(charges).as("charges of %s", payer).isEqualTo(calls);
        assertThat(world.store.read(tx -> world.ledger.balances(tx, payer)).get(Asset.USDC))
                .as("balance of %s", payer)
                .isEqualTo(credited - charged);
        runs = calls;
        credits = count;
    }
}
