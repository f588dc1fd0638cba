package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;
import dev.coffer.harness.Call;
import dev.coffer.harness.X402;
import dev.coffer.payment.Facilitator.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Payments and the operations that they are to pay: one call each, by whom it is meant for. */
class PaymentOperationsTest {

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

    private String[] keyed(long nonce) {
        return X402.keyed("one operation", Till.open(till.pays(nonce)));
    }

    /** A client that signed again, because it was in doubt. */
    @Test
    void ofManyPaymentsForOneOperationAtOnceOneIsTaken() {
        List<Answer> answers = Call.together(8, nonce -> till.serve(keyed(nonce)));
        assertThat(
                        answers.stream()
                                .map(a -> new String(a.body(), StandardCharsets.UTF_8))
                                .distinct())
                .hasSize(1);
        assertThat(chain.moved).hasSize(1);
        assertThat(till.credits()).isEqualTo(1);
        assertThat(till.balance()).isEqualTo(500);
    }

    /** Nodes know nothing of each other's turns: what was not needed is named. */
    @Test
    void atTwoNodesTheSecondPaymentIsNamedAsCredited() {
        String[] first = keyed(0);
        String[] second = keyed(1);
        chain.settling =
                payment -> {
                    chain.settling = chain::settled;
                    assertThat(till.serveElsewhere(second).headers())
                            .doesNotContainKey("Coffer-Credited");
                    return chain.settled(payment);
                };
        Answer answer = till.serve(first);
        assertThat(answer.headers())
                .containsEntry("Idempotent-Replay", "true")
                .containsEntry("Coffer-Credited", "1500 uSTX")
                .containsEntry("Coffer-Charge", "1000 uSTX");
        String receipt = Till.header(answer, "PAYMENT-RESPONSE").path("transaction").stringValue();
        Answer other = till.serve(second);
        assertThat(other.body()).isEqualTo(answer.body());
        assertThat(Till.header(other, "PAYMENT-RESPONSE").path("transaction").stringValue())
                .isNotEqualTo(receipt);
        assertThat(till.credits()).isEqualTo(2);
        assertThat(till.balance()).isEqualTo(2000);
        // It runs no other call for that.
        till.pass(Duration.ofHours(25));
        assertThat(refusal(first).code()).isEqualTo("payment_used");
        assertThat(refusal(second).code()).isEqualTo("payment_used");
        assertThat(till.balance()).isEqualTo(2000);
    }

    @Test
    void aShortKeyNamesTheOperationAndOpensNothing() {
        String[] first = with("Idempotency-Key", "short", till.pays(0));
        assertThat(till.serve(first).status()).isEqualTo(200);
        assertThat(refusal(first).code()).isEqualTo("payment_used");
        Problem conflict = refusal(with("Idempotency-Key", "short", till.pays(1)));
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.code()).isEqualTo("idempotency_conflict");
        assertThat(conflict.members()).doesNotContainKey("credited");
        assertThat(chain.moved).hasSize(1);
    }

    private static String[] with(String header, String value, String hex) {
        String[] payment = Till.open(hex);
        return new String[] {payment[0], payment[1], header, value};
    }

    @Test
    void whoHasNoKeyComesBackByTheCodeOfThe503() {
        String hex = till.pays(0);
        chain.settling = chain::settledInSilence;
        Problem pending = refusal(Till.open(hex));
        String code = pending.members().getOrDefault("resume", "").toString();
        assertThat(code).hasSizeGreaterThan(30);
        assertThat(pending.headers()).containsEntry("Coffer-Resume", code);
        assertThat(refusal(Till.open(hex)).code()).isEqualTo("payment_used");
        Problem again = refusal(with("Coffer-Resume", code, hex));
        assertThat(again.members()).containsEntry("resume", code);
        chain.settling = chain::settled;
        till.restart();
        Answer answer = till.serve(with("Coffer-Resume", code, hex));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(till.serve(with("Coffer-Resume", code, hex)).body()).isEqualTo(answer.body());
        assertThat(refusal(with("Coffer-Resume", code + "0", hex)).code())
                .isEqualTo("payment_used");
        assertThat(till.balance()).isEqualTo(500);
    }

    /** It is credited, and nobody was answered. */
    @Test
    void whoWasCutOffByTheStoreComesBackByItsCode() {
        String hex = till.pays(0);
        till.breakStoreAfter(2);
        Problem cut = refusal(Till.open(hex));
        assertThat(cut.code()).isEqualTo("store_unavailable");
        String code = cut.members().getOrDefault("resume", "").toString();
        till.mendStore();
        assertThat(till.serve(with("Coffer-Resume", code, hex)).status()).isEqualTo(200);
        assertThat(till.balance()).isEqualTo(500);
    }

    @Test
    void whatTheBackgroundCreditedIsToldOnce() {
        String[] payment = Till.v2(till.pays(0, 1000));
        chain.settling = chain::settledInSilence;
        Till.isPending(refusal(payment), true);
        till.pass(Duration.ofMinutes(2));
        till.resolveOpen();
        till.spend(1000);
        Problem spent = refusal(payment);
        assertThat(spent.code()).isEqualTo("credit_spent");
        assertThat(spent.members()).containsKey("credited");
        assertThat(refusal(payment).members()).doesNotContainKey("credited");
    }

    /** It waits to be mined when it comes here: somebody told the chain. */
    @Test
    void whatTheChainKnowsBuysNothingHoweverLateItIsMined() {
        String hex = till.pays(0);
        chain.knowing = _ -> true;
        chain.settling = chain::unknown;
        Problem pending = refusal(Till.v2(hex));
        Till.isPending(pending, true);
        assertThat(pending.members()).doesNotContainKey("resume");
        chain.knowing = _ -> false;
        chain.settling = chain::settled;
        assertThat(refusal(Till.v2(hex)).code()).isEqualTo("credited");
        assertThat(refusal(Till.v2(hex)).code()).isEqualTo("payment_used");
        assertThat(till.balance()).isEqualTo(1500);
    }

    @Test
    void aChainThatCannotBeAskedIsToldNothing() {
        String[] payment = Till.v2(till.pays(0));
        chain.knowing =
                _ -> {
                    throw new IllegalStateException("connection reset");
                };
        Problem unavailable = refusal(payment);
        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.code()).isEqualTo("chain_unavailable");
        assertThat(unavailable.retryable()).isTrue();
        assertThat(chain.settles.get()).isZero();
        chain.knowing = _ -> false;
        assertThat(till.serve(payment).status()).isEqualTo(200);
    }

    @Test
    void aNonceThatIsHeldHereSaysTheNextOne() {
        chain.settling = _ -> new Outcome.Unknown("");
        refusal(Till.v2(till.pays(0)));
        refusal(Till.v2(till.pays(1)));
        Problem held = refusal(Till.v2(till.pays(0)));
        assertThat(held.code()).isEqualTo("conflicting_nonce");
        assertThat(held.members()).containsEntry("nextNonce", 2L);
        assertThat(held.retryable()).as("what holds it may come to nothing").isTrue();
        chain.settling = chain::settled;
        assertThat(till.serve(Till.v2(till.pays(2))).status()).isEqualTo(200);
        Problem settled = refusal(Till.v2(till.pays(2)));
        assertThat(settled.members()).containsEntry("nextNonce", 3L);
        assertThat(settled.retryable()).isFalse();
    }

    /** It waited on the chain for a while, where anybody could read it, and was dropped. */
    @Test
    void whatWasOnTheChainForAWhileIsNoStrangersWhenItFailed() {
        String hex = till.pays(0);
        chain.settling = chain::unknown;
        refusal(Till.v2(hex));
        till.pass(Duration.ofMinutes(2));
        till.resolveOpen();
        chain.settling = chain::settled;
        assertThat(refusal(X402.keyed("a stranger", Till.open(hex))).code()).isEqualTo("credited");
        assertThat(till.balance()).isEqualTo(1500);
    }

    @Test
    void whatWasTurnedAwayAtOnceIsItsPayersToBringAgain() {
        String hex = till.pays(0);
        chain.settling = _ -> chain.refused();
        assertThat(refusal(Till.open(hex)).code()).isEqualTo("insufficient_funds");
        chain.settling = chain::settled;
        assertThat(till.serve(Till.open(hex)).status()).isEqualTo(200);
    }
}
