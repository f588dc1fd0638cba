package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.endpoint.Problem;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The memory of bodies in flight is shared out, waited for, and given back. */
class BudgetTest {

    @Test
    void aBodyWaitsForAnotherToGiveBack() throws Exception {
        Budget budget = new Budget(10 * 1024, Duration.ofSeconds(20));
        Budget.Share first = budget.share();
        first.take(8 * 1024);

        CompletableFuture<Void> second = new CompletableFuture<>();
        Thread waiting =
                Thread.startVirtualThread(() -> {
                    budget.share().take(4 * 1024);
                    second.complete(null);
                });
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(second).isNotDone();
        first.giveBack();
        second.get();
    }

    @Test
    void whoWaitsTooLongIsToldToComeBack() {
        Budget budget = new Budget(10 * 1024, Duration.ofMillis(1));
        budget.share().take(10 * 1024);

        assertThatThrownBy(() -> budget.share().take(1))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.status()).isEqualTo(503);
                            assertThat(problem.retryable()).isTrue();
                        });
    }

    @Test
    void smallPartsAddUpExactly() {
        Budget budget = new Budget(10 * 1024, Duration.ofMillis(1));
        Budget.Share share = budget.share();
        for (int i = 0; i < 100; i++) {
            share.take(100);
        }
        // 10,000 bytes of 10,240: one more unit does not fit, and all of them do when given back.
        assertThatThrownBy(() -> budget.share().take(1)).isInstanceOf(Problem.class);
        share.giveBack();
        budget.share().take(10 * 1024);
    }
}
