package dev.coffer.cli.client;

import java.util.Optional;

/** A request, before it is known what it costs. */
public record HttpCall(String method, String path, Optional<String> body) {

    public static HttpCall get(String path) {
        return new HttpCall("GET", path, Optional.empty());
    }

    public static HttpCall post(String path, String json) {
        return new HttpCall("POST", path, Optional.of(json));
    }

    /** Pours play money: some of each asset. */
    public static HttpCall faucet(String address) {
        return post("/devnet/faucet", "{\"address\":\"%s\"}".formatted(address));
    }

    @Override
    public String toString() {
        return method + " " + path + body.map(b -> " " + b).orElse("");
    }
}
