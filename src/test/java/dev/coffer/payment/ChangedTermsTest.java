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

/** An offer that is out is honoured, whatever is asked for since; and no longer than it lasts. */
class ChangedTermsTest {

    private static final String ELSEWHERE =
            Vectors.wallet("attacker").address(StacksNetwork.TESTNET).text();

    private static final Duration OFFER = Duration.ofMinutes(5);

    /** Longer than any offer that is out lasts. */
    private static final Duration OVER = Duration.ofMinutes(8);

    @TempDir private Path data = Path.of("");
    private Till till;

    @BeforeEach
    void open() {
        till = new Till(data);
    }

    @AfterEach
    void close() {
        till.close();
    }

    private Problem refusal(String... headers) {
        return catchThrowableOfType(Problem.class, () -> till.serve(headers));
    }

    @Test
    void anOldPriceIsTakenAndDebitedAsLongAsItsOffersLast() {
        till.restart(till.payTo(), "storage_write.STX=5");
        till.pass(OFFER);
        Answer answer = till.serve(Till.v2(till.pays(0)));
        assertThat(answer.headers()).containsEntry("Coffer-Charge", "1000 uSTX");
        assertThat(till.balance()).isEqualTo(500);
        assertThat(till.serve("X-PAYMENT", till.pays(1)).status()).isEqualTo(200);
        till.pass(OVER);
        assertThat(refusal(Till.v2(till.pays(2))).code()).isEqualTo("amount_insufficient");
        assertThat(till.serve(Till.v2(till.pays(2, 5_000_000))).headers())
                .containsEntry("Coffer-Charge", "5000000 uSTX");
    }

    @Test
    void soIsAnOldRecipient() {
        till.restart(ELSEWHERE);
        till.pass(OFFER);
        assertThat(till.serve(Till.v2(till.pays(0))).status()).isEqualTo(200);
        till.pass(OVER);
        assertThat(refusal(Till.v2(till.pays(1))).code()).isEqualTo("recipient_mismatch");
    }

    @Test
    void aPriceThatFellIsDebitedAndTheRestIsThePayers() {
        till.restart(till.payTo(), "storage_write.STX=0.0004");
        till.serve(Till.v2(till.pays(0)));
        assertThat(till.balance()).isEqualTo(1100);
    }

    @Test
    void aPriceAHundredTimesAsHighAsNowWasOfferedToo() {
        till.restart(till.payTo(), "storage_write.STX=0.000001");
        assertThat(till.serve(Till.v2(till.pays(0))).status()).isEqualTo(200);
        assertThat(till.balance()).isEqualTo(500);
        till.pass(OVER);
        assertThat(refusal(Till.v2(till.pays(1))).code()).isEqualTo("amount_excessive");
    }

    @Test
    void aPriceThatComesBackIsOfferedAnew() {
        till.restart(till.payTo(), "storage_write.STX=5");
        till.pass(OVER);
        till.restart(till.payTo());
        till.restart(till.payTo(), "storage_write.STX=5");
        assertThat(till.serve(Till.v2(till.pays(0))).status()).isEqualTo(200);
    }

    @Test
    void aPaymentThatStaysOpenIsDebitedAsItWasOfferedHoweverLate() {
        String[] payment = Till.v2(till.pays(0));
        till.chain.settling = till.chain::settledInSilence;
        Till.isPending(refusal(payment), true);
        till.restart(ELSEWHERE, "storage_write.STX=5");
        till.pass(Duration.ofHours(2));
        till.resolveOpen();
        assertThat(till.balance()).isEqualTo(1500);
        assertThat(till.serve(payment).headers()).containsEntry("Coffer-Charge", "1000 uSTX");
        assertThat(till.balance()).isEqualTo(500);
    }

    @Test
    void aClockThatIsSetBackALittleChangesNothing() {
        till.restart(till.payTo(), "storage_write.STX=5");
        till.pass(Duration.ofSeconds(-30));
        assertThat(till.serve(Till.v2(till.pays(0))).status()).isEqualTo(200);
    }

    @Test
    void whatWasOfferedByAClockAheadIsNotGoodForLonger() {
        till.pass(Duration.ofDays(365));
        till.restart(till.payTo(), "storage_write.STX=0.0001");
        till.pass(Duration.ofDays(-365));
        till.restart(till.payTo());
        assertThat(refusal(Till.v2(till.pays(0, 100))).code()).isEqualTo("amount_insufficient");
    }
}
