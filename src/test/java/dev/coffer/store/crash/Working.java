package dev.coffer.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;

import tools.jackson.databind.JsonNode;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Clients that push a job each and complete whichever comes: each is delivered and ends once. */
final class Working implements Part {

    private final Payer payer;
    private final Set<String> pushed = ConcurrentHashMap.newKeySet();
    private final Set<String> completed = ConcurrentHashMap.newKeySet();

    Working(Payer payer) {
        this.payer = payer;
    }

    @Override
    public void step(String name) {
        pushed.add(
                payer.post(
                                "/api/queue/push",
                                "{\"queue\":\"q\",\"payload\":\"%s\"}".formatted(name),
                                KEY,
                                name + " push")
                        .expect(200)
                        .at("jobId")
                        .asString());
        boolean _ = work(name);
    }

    /** Completes the next job; false if there is none. */
    private boolean work(String name) {
        // So long a lease that no fail-over outlasts it.
        Answered job =
                payer.post(
                                "/api/queue/pop",
                                "{\"queue\":\"q\",\"visibility\":600}",
                                KEY,
                                name + " pop")
                        .expect(200);
        if (job.at("empty").asBoolean()) {
            return false;
        }
        assertThat(job.at("attempt").asInt()).as(job.text()).isEqualTo(1);
        String id = job.at("jobId").asString();
        Answered ended =
                payer.post(
                                "/api/queue/complete",
                                "{\"jobId\":\"%s\",\"lease\":%s}".formatted(id, job.at("lease")),
                                KEY,
                                name + " complete")
                        .expect(200);
        assertThat(ended.at("completed").asBoolean()).as(ended.text()).isTrue();
        assertThat(completed.add(id)).as("%s was delivered twice", id).isTrue();
        return true;
    }

    @Override
    public void check() {
        int left = 0;
        while (work("left " + left)) {
            left++;
        }
        assertThat(completed).isEqualTo(pushed);
        JsonNode status = payer.get("/api/queue/status?queue=q").expect(200).json();
        assertThat(status.path("completed").asInt()).isEqualTo(pushed.size());
        assertThat(status.path("total").asInt()).isEqualTo(pushed.size());
        System.out.printf("%d jobs, each ended once%n", pushed.size());
    }
}
