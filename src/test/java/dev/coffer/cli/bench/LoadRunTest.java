package dev.coffer.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.client.HttpCall;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** Turns of several calls, of which a later one uses what an earlier one was answered. */
class LoadRunTest {

    private final Service service = Service.off();
    private final BenchTarget target =
            new BenchTarget(service.url(), List.of("X-Payer: alice", "X-Payer: bob"), List.of());

    @AfterEach
    void close() {
        service.close();
    }

    private LoadRun.Measured measured(HttpCall... calls) {
        Load load = new Load("test", true, 2, 10, List.of(calls), List.of(), 1, Optional.empty());
        return LoadRun.measure(target, load, 3, 0.1, 0.3);
    }

    @Test
    void aLaterCallSendsWhatAnEarlierOneWasAnswered() {
        String key = "\"key\":\"k-" + Load.KEY + "\"";
        LoadRun.Measured measured =
                measured(
                        HttpCall.post("/api/paste/create", "{\"content\":\"x\"}"),
                        HttpCall.post("/api/kv/set", "{" + key + ",\"value\":@code}"),
                        HttpCall.post("/api/paste/get", "{\"code\":@code}"),
                        HttpCall.post("/api/kv/set", "{" + key + ",\"value\":@bytes}"));
        assertThat(measured.firstError()).isEmpty();
        assertThat(measured.errors()).isZero();
        assertThat(measured.callsPerSecond()).isPositive();
    }

    @Test
    void aFieldThatNoAnswerGaveIsAnError() {
        LoadRun.Measured measured =
                measured(
                        HttpCall.post("/api/paste/create", "{\"content\":\"x\"}"),
                        HttpCall.post("/api/paste/get", "{\"code\":@slug}"));
        assertThat(measured.firstError()).isEqualTo("no answer gave slug");
        assertThat(measured.errors()).isPositive();
    }
}
