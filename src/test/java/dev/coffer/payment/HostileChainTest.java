package dev.coffer.payment;

import static dev.coffer.harness.Call.awaited;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;
import dev.coffer.harness.Call;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Whatever a chain does, a payment is credited once at most, and once if its money moved; the payer
 * is never told to pay again.
 */
class HostileChainTest {

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

    private static String[] v2(String hex) {
        return Till.v2(hex);
    }

    private Answer serve(String... headers) {
        return till.serve(headers);
    }

    private Problem refusal(String... headers) {
        return catchThrowableOfType(Problem.class, () -> till.serve(headers));
    }

    @Test
    void settledButTheAnswerIsLost() {
        String[] payment = v2(till.pays(0));
        chain.settling = chain::settledInSilence;
        Till.isPending(refusal(payment), true);
        assertThat(till.credits()).isZero();
        chain.settling = chain::settled;
        Answer answer = serve(payment);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(till.balance()).isEqualTo(500);
        assertThat(serve(payment).body()).isEqualTo(answer.body());
        assertThat(till.credits()).isEqualTo(1);
        assertThat(till.balance()).isEqualTo(500);
    }

    @Test
    void neverAnyNews() {
        String hex = till.pays(0);
        chain.settling = chain::unknown;
        chain.lookingUp = Facilitator.Outcome.Unknown::new;
        for (int i = 0; i < 10; i++) {
            Till.isPending(refusal(v2(hex)), true);
            Till.isPending(refusal(Till.v1(hex)), false);
            till.pass(Duration.ofMinutes(5));
            till.resolveOpen();
        }
        Problem other =
                catchThrowableOfType(
                        Problem.class,
                        () -> till.serveBody("{\"key\": \"l\", \"value\": 1}", v2(hex)));
        assertThat(other.code()).isEqualTo("payment_used");
        assertThat(other.status()).isEqualTo(409);
        assertThat(till.credits()).isZero();
    }

    @Test
    void refusedAfterNoNews() {
        String[] payment = v2(till.pays(0));
        chain.settling = chain::unknown;
        Till.isPending(refusal(payment), true);
        chain.settling = _ -> chain.refused();
        Problem refused = refusal(payment);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("insufficient_funds");
        assertThat(till.credits()).isZero();
        chain.settling = chain::settled;
        assertThat(serve(payment).status()).isEqualTo(200);
        assertThat(till.credits()).isEqualTo(1);
    }

    @Test
    void anExceptionIsNoNews() {
        String[] payment = v2(till.pays(0));
        chain.settling =
                _ -> {
                    throw new IllegalStateException("connection reset");
                };
        Till.isPending(refusal(payment), true);
        chain.settling =
                p -> {
                    chain.settledInSilence(p);
                    throw new IllegalStateException("connection reset, too late");
                };
        Till.isPending(refusal(payment), true);
        // The claim is there: another request does not get it.
        assertThatThrownBy(() -> till.serveBody("{\"key\": \"l\", \"value\": 1}", payment))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.code()).isEqualTo("payment_used"));
        chain.settling = chain::settled;
        assertThat(serve(payment).status()).isEqualTo(200);
        assertThat(till.credits()).isEqualTo(1);
        assertThat(till.balance()).isEqualTo(500);
    }

    @Test
    void whileASlowChainSettlesItsRepetitionsWait() {
        String[] payment = v2(till.pays(0));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        chain.settling =
                p -> {
                    asked.countDown();
                    awaited(answers);
                    return chain.settled(p);
                };
        List<Call<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(Call.start(() -> serve(payment)));
        }
        awaited(asked);
        assertThat(calls).noneMatch(Call::isDone);
        answers.countDown();
        byte[] first = calls.getFirst().get().body();
        for (Call<Answer> call : calls) {
            assertThat(call.get().body()).isEqualTo(first);
        }
        assertThat(chain.settles.get()).isEqualTo(1);
        assertThat(till.credits()).isEqualTo(1);
        assertThat(till.balance()).isEqualTo(500);
    }

    @Test
    void settledButTheStoreIsGone() {
        String[] payment = v2(till.pays(0));
        chain.settling =
                p -> {
                    till.breakStore();
                    return chain.settled(p);
                };
        Till.isPending(refusal(payment), true);
        till.mendStore();
        chain.settling = chain::settled;
        assertThat(serve(payment).status()).isEqualTo(200);
        assertThat(till.credits()).isEqualTo(1);
        assertThat(till.balance()).isEqualTo(500);
    }

    @Test
    void creditedButTheStoreIsGone() {
        String[] payment = v2(till.pays(0));
        till.breakStoreAfter(2);
        Problem problem = refusal(payment);
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.code()).isEqualTo("store_unavailable");
        assertThat(problem.members()).containsKey("credited");
        assertThat(problem.headers()).containsKeys("PAYMENT-RESPONSE", "Retry-After");
        till.mendStore();
        assertThat(serve(payment).status()).isEqualTo(200);
        assertThat(chain.settles.get()).isEqualTo(1);
        assertThat(till.credits()).isEqualTo(1);
        assertThat(till.balance()).isEqualTo(500);
    }
}
