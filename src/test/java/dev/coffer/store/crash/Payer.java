package dev.coffer.store.crash;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Purse;

import java.util.ArrayList;
import java.util.List;

/** One who pays, and asks for each call by a name of its own until it is answered. */
final class Payer {

    private final Nodes nodes;
    private final Purse purse;
    private final long balance;

    Payer(Nodes nodes, String name) {
        this.nodes = nodes;
        this.purse =
                new Purse(
                        (target, json, headers) ->
                                nodes.ask("POST", target, json, List.of(headers)),
                        name);
        purse.fill();
        this.balance = balance();
    }

    Answered call(String name, String target, String json) {
        return nodes.ask("POST", target, json, headers("Idempotency-Key", name));
    }

    Answered get(String target) {
        return nodes.ask("GET", target, "", headers()).expect(200);
    }

    /** What was charged since the beginning. */
    long charged() {
        return balance - balance();
    }

    /** A named read is behind all charges. */
    private long balance() {
        List<String> named = headers("Idempotency-Key", "balance " + System.nanoTime());
        return nodes.ask("GET", "/api/account", "", named)
                .expect(200)
                .at("balances")
                .path("STX")
                .asLong();
    }

    private List<String> headers(String... more) {
        List<String> headers = new ArrayList<>();
        headers.addAll(List.of("Authorization", "Bearer " + purse.token()));
        headers.addAll(List.of(more));
        return headers;
    }
}
