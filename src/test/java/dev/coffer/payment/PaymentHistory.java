package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;
import dev.coffer.harness.TestClock;
import dev.coffer.harness.X402;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What some payers do, on all networks, and what is done with their payments. */
final class PaymentHistory {

    /** Longer than a node holds a payment. */
    private static final Duration HELD = Duration.ofSeconds(31);

    private final PaymentWorld world;
    private final TestClock clock;
    private final Random random;
    private final List<RandomPayments.Signed> signed = new ArrayList<>();
    private final PaymentWorld.Node[] nodes = new PaymentWorld.Node[2];
    private final Map<String, Integer> prepaid = new HashMap<>();
    private boolean isFinishing;
    int credits;
    int runs;
    int strangers;

    /** What happened, to be told when it went wrong. */
    private final List<String> told = new ArrayList<>();

    PaymentHistory(PaymentWorld world, int number, Random random) {
        this.world = world;
        this.clock = world.clock;
        this.random = random;
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = world.new Node(random);
        }
        RandomPayments payments = new RandomPayments(world, number, random);
        for (int i = 0, count = 1 + random.nextInt(5); i < count; i++) {
            signed.add(payments.sign(i));
        }
    }

    void run() {
        world.mood.set(Optional.of(random), this::meanwhile);
        for (int step = 0, steps = 3 + random.nextInt(8); step < steps; step++) {
            step();
        }
        world.mood.set(Optional.empty(), () -> {});
        isFinishing = true;
        finish();
    }

    private PaymentWorld.Node node() {
        return nodes[random.nextInt(nodes.length)];
    }

    private RandomPayments.Signed any() {
        return signed.get(random.nextInt(signed.size()));
    }

    private void step() {
        switch (random.nextInt(18)) {
            case 0, 1, 2 -> byStranger(node(), any());
            case 3 -> clock.advance(HELD);
            case 4 -> clock.advance(Duration.ofMinutes(2));
            case 5 -> clock.advance(Duration.ofHours(random.nextInt(26)));
            case 6 -> nodes[random.nextInt(nodes.length)] = world.new Node(random);
            case 7 -> {
                RandomPayments.Signed payment = any();
                if (payment.isOf(PaymentWorld.OPEN)) {
                    told.add(payment + " by other means");
                    world.open.broadcast(payment.name);
                }
            }
            case 8 -> {
                if (random.nextInt(10) == 0) {
                    resolve();
                }
            }
            case 9, 10 -> byToken(node(), any().name.payer());
            default -> byPayer(node(), any());
        }
    }

    /** A call out of the balance, if there is one. */
    private void byToken(PaymentWorld.Node node, String payer) {
        String token =
                world.tokens.issue(payer, clock.millis() + Duration.ofDays(36_500).toMillis());
        try {
            if (present(node, "Authorization", "Bearer " + token).status() == 200) {
                told.add("a call by token of " + payer);
                prepaid.merge(payer, 1, Integer::sum);
            }
        } catch (Problem problem) {
            assertThat(problem.status()).as(problem.detail()).isEqualTo(503);
        } finally {
            node.store.mend();
        }
    }

    private void resolve() {
        world.new Node(random).payments.resolveOpen();
    }

    /** A node was so slow that the other took over, or a stranger was fast. */
    private void meanwhile() {
        world.mood.set(Optional.of(random), () -> {});
        clock.advance(HELD);
        if (random.nextBoolean()) {
            byStranger(world.new Node(random), any());
        } else {
            resolve();
        }
    }

    private void byPayer(PaymentWorld.Node node, RandomPayments.Signed payment) {
        byPayer(node, payment, headers(payment));
    }

    private void byPayer(PaymentWorld.Node node, RandomPayments.Signed payment, String[] headers) {
        if (!isFinishing && random.nextInt(5) == 0) {
            node.store.breakAfter(random.nextInt(5));
        }
        try {
            Answer answer = present(node, headers);
            told.add(payment + " by its payer: " + answer.status());
            boolean replay = answer.headers().containsKey("Idempotent-Replay");
            // Refused for certain, one of EVM is an invitation to pay once more, and runs nothing.
            assertThat(answer.status())
                    .isIn(payment.isOf(Dollars.NETWORK) ? List.of(200, 402) : List.of(200));
            if (!replay && answer.status() == 200) {
                payment.runs++;
            }
        } catch (Problem problem) {
            told.add(payment + " by its payer: " + problem.code());
            payment.resume = problem.members().getOrDefault("resume", payment.resume).toString();
            assertThat(problem.status()).as(problem.detail()).isIn(400, 409, 503);
        } catch (AssertionError e) {
            requireKilled(e);
        } finally {
            node.store.mend();
            clock.advance(HELD);
        }
    }

    private String[] headers(RandomPayments.Signed payment) {
        if (payment.resume.isEmpty()) {
            return payment.headers;
        }
        List<String> headers = new ArrayList<>(List.of(payment.headers));
        headers.addAll(List.of(Presenter.RESUME_HEADER, payment.resume));
        return headers.toArray(String[]::new);
    }

    private void byStranger(PaymentWorld.Node node, RandomPayments.Signed payment) {
        if (!world.chain(payment.name).isSeen(payment.name)) {
            return; // There is nothing to present yet.
        }
        strangers++;
        String[] open = payment.open();
        try {
            Answer answer =
                    present(node, random.nextBoolean() ? open : X402.keyed("stranger", open));
            assertThat(answer.status()).as("a stranger's answer").isNotEqualTo(200);
        } catch (Problem problem) {
            told.add(payment + " by a stranger: " + problem.code());
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
            String[] all = X402.keyed("last " + payment.name.digest(), payment.open());
            byPayer(nodes[0], payment, all);
        });
        check();
        signed.forEach(payment -> world.chain(payment.name).forget(payment.name));
    }

    /**
     * Twice more once nothing is open: what gave way to another of its nonce has its turn. The time
     * that others make pass has nodes take over from each other, again and again.
     */
    private void untilAllIsKnown(Consumer<RandomPayments.Signed> presenting) {
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

    private Set<String> payers() {
        return signed.stream().map(each -> each.name.payer()).collect(Collectors.toSet());
    }

    private boolean isOpen() {
        return payers().stream().anyMatch(this::isOpen);
    }

    private boolean isOpen(String payer) {
        return world.store
                .readGlobal(tx ->
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
        for (RandomPayments.Signed payment : signed) {
            assertThat(payment.runs).as("calls of %s: %s", payment, told).isLessThan(2);
            runs += payment.runs;
        }
        payers().forEach(this::check);
    }

    /** What moved is credited, what was bought is charged, and the balance is the rest. */
    private void check(String payer) {
        Map<String, Long> balances = new TreeMap<>();
        List<String> moved = new ArrayList<>();
        int calls = prepaid.getOrDefault(payer, 0);
        for (RandomPayments.Signed payment : signed) {
            if (payment.name.payer().equals(payer)) {
                calls += payment.runs;
                if (world.chain(payment.name).isMoved(payment.name)) {
                    moved.add(payment.paid.asset().symbol() + payment.paid.amount());
                }
            }
        }
        List<String> credited = new ArrayList<>();
        for (Period.Credit credit :
                world.store.readGlobal(tx -> Period.always(payer).credits(tx, 0, 1_000))) {
            credited.add(credit.tokenType() + credit.amount());
            balances.merge(credit.tokenType(), credit.amount(), Long::sum);
        }
        assertThat(credited)
                .as("credits of %s: %s", payer, told)
                .containsExactlyInAnyOrderElementsOf(moved);
        long charges = 0;
        for (Period.Charge charge :
                world.store.readGlobal(tx -> Period.always(payer).charges(tx, 1_000))) {
            balances.merge(charge.tokenType(), -charge.amount(), Long::sum);
            charges += charge.calls();
        }
        assertThat(charges).as("charges of %s: %s", payer, told).isEqualTo(calls);
        world.store
                .readGlobal(tx -> world.ledger.balances(tx, payer))
                .forEach((asset, left) ->
                        assertThat(left)
                                .as("balance of %s in %s: %s", payer, asset, told)
                                .isEqualTo(balances.getOrDefault(asset.symbol(), 0L)));
        credits += credited.size();
    }
}
