package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Child;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.TestClock;
import dev.coffer.payment.Branches.Standing;
import dev.coffer.payment.evm.ScriptedFacilitator;
import dev.coffer.payment.stacks.ScriptedNode;
import dev.coffer.payment.stacks.Sponsoring;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A server is killed while it has payments in hand, of each rail two, and two that it sponsors. One
 * node is started again on the same store; of two, the other is there. Of each two buyers one comes
 * back, and gets what it paid for; the other finds its money in its balance.
 */
@Timeout(240)
class KilledPaymentTest {

    /** Longer than a node holds a payment. */
    private static final Duration HELD = Duration.ofSeconds(31);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir private Path directory = Path.of("");
    private final ScriptedNode node = new ScriptedNode();
    private final ScriptedFacilitator facilitator = new ScriptedFacilitator();
    private final FarSide stops = FarSide.open();
    private final CountDownLatch over = new CountDownLatch(1);

    /** So many payments are at the point at which the server is killed. */
    private final CountDownLatch there = new CountDownLatch(6);

    private final String sponsorKey = Payer.randomKey();

    @AfterEach
    void close() {
        over.countDown();
        node.close();
        facilitator.close();
        stops.close();
    }

    private FarSide.Answering held() {
        there.countDown();
        return (_, _) -> Call.awaited(over);
    }

    @ParameterizedTest
    @EnumSource
    void betweenClaimAndBroadcast(Standing standing) {
        node.takes = false;
        facilitator.moves = false;
        node.answering = _ -> held();
        facilitator.answering = _ -> held();
        killed(standing);
    }

    @ParameterizedTest
    @EnumSource
    void betweenBroadcastAndAnswer(Standing standing) {
        node.answering = _ -> held();
        facilitator.answering = _ -> held();
        killed(standing);
    }

    @ParameterizedTest
    @EnumSource
    void betweenAnswerAndCredit(Standing standing) {
        stops.on("/", (asked, out) -> held().answer(asked, out));
        killed(standing);
    }

    private void killed(Standing standing) {
        Path data = directory.resolve("data");
        Path log = directory.resolve("child.log");
        String database =
                standing == Standing.TWO_NODES ? PostgresServer.shared().newDatabase() : "";
        Supplier<Service> survivor =
                () -> database.isEmpty() ? Service.on(data) : Service.over(database);
        List<Buyer> buyers =
                List.of(
                        stacksBuyer(false),
                        evmBuyer(),
                        stacksBuyer(true),
                        stacksBuyer(false),
                        evmBuyer(),
                        stacksBuyer(true));
        if (standing == Standing.TWO_NODES) {
            try (Service other = survivor.get()) {
                String store = database + TestClock.SCHEMA;
                kill(Child.running(StoppingServer.class, log, args(store)), buyers);
                goesOn(other, buyers);
            }
        } else {
            kill(Child.running(StoppingServer.class, log, args(data.toString())), buyers);
            try (Service again = survivor.get()) {
                goesOn(again, buyers);
            }
        }
    }

    private String[] args(String store) {
        return new String[] {
            store, node.url().toString(), facilitator.url().toString(), stops.url(), sponsorKey
        };
    }

    static Sponsoring sponsoring(String key) {
        return Sponsoring.by(Wallet.of(key), Sponsor.Terms.usual(StacksTokens.ASSETS));
    }

    private static Buyer stacksBuyer(boolean sponsored) {
        Wallet wallet = Wallet.of(Payer.randomKey());
        Principal payTo = Principal.parse(ScriptedNode.PAY_TO).orElseThrow();
        StacksTransaction paid =
                wallet.payStx(ScriptedNode.NETWORK, payTo, 1_000, Bytes.of(new byte[0]), 0, 500);
        return ScriptedNode.buyer(
                wallet.address(ScriptedNode.NETWORK).text(),
                Asset.STX,
                1_000,
                (sponsored ? wallet.leaveFee(paid) : paid).bytes());
    }

    private static Buyer evmBuyer() {
        return ScriptedFacilitator.buyer(
                EvmWallet.random(), ScriptedFacilitator.NETWORK, TestClock.still().instant());
    }

    private void kill(Child child, List<Buyer> buyers) {
        try (child) {
            List<Call<Answered>> paying =
                    buyers.stream().map(buyer -> Call.start(() -> buyer.pays(child))).toList();
            Call.awaited(there);
            child.kill();
            for (Call<Answered> call : paying) {
                assertThat(call.failure()).isInstanceOf(UncheckedIOException.class);
            }
        }
    }

    private void goesOn(Service service, List<Buyer> buyers) {
        Branches branches = new Branches(List.of(service));
        node.behaves();
        facilitator.behaves();
        Supplier<Rail> stacks =
                () -> ScriptedNode.rail(node.url(), PATIENCE, PATIENCE, sponsoring(sponsorKey));
        Supplier<Rail> evm =
                () -> ScriptedFacilitator.rail(facilitator.url(), PATIENCE, service.clock());
        service.clock().advance(HELD);
        service.restartPaidOn(evm.get(), stacks.get());
        for (Buyer buyer : buyers) {
            assertThat(branches.effects(buyer)).isZero();
            branches.nothingForOthers(buyer, service);
        }
        for (Buyer comesBack : buyers.subList(0, 3)) {
            Buyer.settled(() -> comesBack.pays(service));
            branches.bought(comesBack);
        }
        for (Buyer gone : buyers.subList(3, 6)) {
            branches.untilNothingIsOpen(gone.payer(), evm, stacks);
            assertThat(branches.effects(gone)).isZero();
        }
        Stream.of(0, 2, 3, 5)
                .map(buyers::get)
                .map(Buyer::payer)
                .forEach(payer ->
                        branches.addUp(
                                payer,
                                Asset.STX,
                                moved(node.moved(payer, Asset.STX, ScriptedNode.PAY_TO))));
        Stream.of(1, 4)
                .map(buyers::get)
                .map(Buyer::payer)
                .forEach(payer ->
                        branches.addUp(payer, Asset.USDC, moved(facilitator.moved(payer))));
        String sponsor = Wallet.of(sponsorKey).address(ScriptedNode.NETWORK).text();
        assertThat(
                        service.query(
                                "select nonce from sponsored where owner = '%s'"
                                        .formatted(sponsor)))
                .as("a nonce of the sponsor for each of its payments, and none more")
                .containsExactlyInAnyOrder(List.of("0"), List.of("1"));
        assertThat(node.nextNonce(sponsor)).isEqualTo(2);
    }

    private static long moved(long amount) {
        assertThat(amount).isEqualTo(1_000);
        return amount;
    }
}
