package dev.coffer.payment;

import dev.coffer.Config;
import dev.coffer.harness.Service;
import dev.coffer.harness.TestClock;
import dev.coffer.payment.evm.ScriptedFacilitator;
import dev.coffer.payment.stacks.ScriptedNode;
import dev.coffer.stacks.StacksTransaction;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A server in a process of its own that is paid through a scripted node and a scripted facilitator,
 * and may ask whether to go on once it knows what became of a payment, before anything comes of it.
 */
final class StoppingServer {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private StoppingServer() {}

    /**
     * @param args its store, as the command line names it; the node, the facilitator, whom to ask,
     *     and the key of who pays fees
     */
    public static void main(String... args) {
        Service service =
                args[0].startsWith("jdbc:")
                        ? Service.inRealTime(Config.Money.DEVNET, args[0])
                        : Service.on(Path.of(args[0]));
        URI asked = URI.create(args[3]);
        service.restartPaidOn(
                stopping(
                        ScriptedFacilitator.rail(URI.create(args[2]), PATIENCE, TestClock.still()),
                        asked),
                stopping(
                        ScriptedNode.rail(
                                URI.create(args[1]),
                                PATIENCE,
                                PATIENCE,
                                KilledPaymentTest.sponsoring(args[4])),
                        asked));
        System.out.println("listening on " + service.url());
    }

    private static Rail stopping(Rail rail, URI asked) {
        Facilitator chain = rail.facilitator();
        ChainHttp mayGoOn = new ChainHttp(asked, Map.of(), PATIENCE);
        return new Rail(
                rail.network(),
                rail.v1(),
                rail.verifier(),
                new Facilitator() {
                    @Override
                    public Optional<Outcome.Refused> verify(VerifiedPayment payment) {
                        return chain.verify(payment);
                    }

                    @Override
                    public boolean knows(VerifiedPayment payment) {
                        return chain.knows(payment);
                    }

                    @Override
                    public Outcome carry(VerifiedPayment payment, Attempt attempt) {
                        Outcome outcome = chain.carry(payment, attempt);
                        mayGoOn.get("/");
                        return outcome;
                    }

                    @Override
                    public Outcome lookUp(VerifiedPayment payment) {
                        return chain.lookUp(payment);
                    }

                    @Override
                    public Purse purse(String address) {
                        return chain.purse(address);
                    }

                    @Override
                    public Fees fees(StacksTransaction transaction) {
                        return chain.fees(transaction);
                    }
                },
                rail.sponsor());
    }
}
