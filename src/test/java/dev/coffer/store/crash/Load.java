package dev.coffer.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;
import dev.coffer.harness.Child;
import dev.coffer.harness.Payer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Clients that count, lock and work, each through whichever node is there. */
final class Load implements AutoCloseable {

    private static final int CLIENTS_OF_PART = 3;

    private final Nodes nodes;
    private final List<Part> parts;
    private final List<Call<Integer>> clients = new ArrayList<>();
    private volatile boolean over;

    /** Nodes may be put in place of others meanwhile. */
    Load(AtomicReferenceArray<Child> children) {
        this.nodes = new Nodes(children);
        this.parts =
                List.of(
                        new Counting(payer("one who counts")),
                        new Counting(payer("another who counts")),
                        new Locking(payer("one who locks")),
                        new Working(payer("one who works")));
        for (Part part : parts) {
            for (int i = 0; i < CLIENTS_OF_PART; i++) {
                int client = i;
                clients.add(Call.start(() -> repeat(part, client)));
            }
        }
    }

    private Payer payer(String name) {
        return Payer.named(nodes, name).filled();
    }

    private int repeat(Part part, int client) {
        int steps = 0;
        while (!over) {
            part.step("client %d step %d".formatted(client, steps++));
        }
        return steps;
    }

    /** Waits until calls are answered again, so many of them. */
    void goesOn(int more) {
        int from = nodes.answered();
        Call.until("calls are answered", 120, () -> nodes.answered() >= from + more || anyEnded());
        clients.stream().filter(Call::isDone).forEach(Call::get);
        assertThat(anyEnded()).as("a client ended").isFalse();
    }

    private boolean anyEnded() {
        return clients.stream().anyMatch(Call::isDone);
    }

    /** The longest time without an answer since this was asked last, in seconds. */
    double longestGapSeconds() {
        return nodes.longestGapSeconds();
    }

    /** Ends it, and looks what became of all that was answered. */
    void check() {
        over = true;
        clients.forEach(Call::get);
        parts.forEach(Part::check);
        nodes.check();
    }

    @Override
    public void close() {
        over = true;
    }
}
