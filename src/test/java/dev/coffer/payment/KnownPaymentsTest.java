package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.Vectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** A payment that was taken once is answered by its row, whatever is asked of payments now. */
class KnownPaymentsTest {

    private static final String ELSEWHERE =
            Vectors.wallet("attacker").address(StacksNetwork.TESTNET).text();

    @TempDir private Path data = Path.of("");
    private Till till;
    private HostileChain chain;

    @BeforeEach
    void open() {
        till = new Till(data);
        chain = till.chain;
    }

    @AfterEach
    void close() {
        till.close();
    }

    private Problem refusal(String... headers) {
        return catchThrowableOfType(Problem.class, () -> till.serve(headers));
    }

    @Test
    void itsAnswerOutlivesItsPriceAndItsRecipient() {
        String[] payment = Till.v2(till.pays(0));
        Answer first = till.serve(payment);
        assertThat(first.status()).isEqualTo(200);
        till.restart(ELSEWHERE, "storage_write.STX=5");
        Answer again = till.serve(payment);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(chain.settles.get()).isEqualTo(1);
        till.pass(Duration.ofDays(2));
        assertThat(refusal(Till.v2(till.pays(1))).code()).isEqualTo("recipient_mismatch");
    }

    @Test
    void anOpenOneIsCarriedAgainAsItWasTaken() {
        String[] payment = Till.v2(till.pays(0));
        chain.settling = chain::settledInSilence;
        Till.isPending(refusal(payment), true);
        till.restart(ELSEWHERE, "storage_write.STX=0.0012");
        chain.settling = chain::settled;
        assertThat(till.serve(payment).status()).isEqualTo(200);
        assertThat(till.credits()).isEqualTo(1);
        assertThat(till.balance()).as("the price is the one that was offered").isEqualTo(500);
    }

    @Test
    void oneOfAnotherRequestIsUsedHoweverMuchThatCosts() {
        String[] payment = Till.open(till.pays(0));
        assertThat(till.serve(payment).status()).isEqualTo(200);
        till.restart(ELSEWHERE, "storage_write.STX=5");
        Problem used =
                catchThrowableOfType(
                        Problem.class,
                        () -> till.serveBody("{\"key\": \"l\", \"value\": 1}", payment));
        assertThat(used.status()).isEqualTo(409);
        assertThat(used.code()).isEqualTo("payment_used");
    }

    @Test
    void theReceiptOfARepetitionHasItsHeight() {
        String hex = till.pays(0);
        chain.settling = chain::settledInSilence;
        Till.isPending(refusal(Till.v1(hex)), false);
        till.pass(Duration.ofMinutes(2));
        till.resolveOpen();
        Answer answer = till.serve(Till.v1(hex));
        assertThat(Till.header(answer, "X-PAYMENT-RESPONSE").path("blockHeight").asLong())
                .isEqualTo(7);
    }
}
