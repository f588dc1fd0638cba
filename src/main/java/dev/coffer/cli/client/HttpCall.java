package dev.coffer.cli.client;

import java.util.Map;
import java.util.Optional;

/**
 * A request, before it is known what it costs.
 *
 * @param headers besides those of its body and of what pays it
 */
public record HttpCall(
        String method, String path, Optional<String> body, Map<String, String> headers) {

    public static HttpCall get(String path) {
        return new HttpCall("GET", path, Optional.empty(), Map.of());
    }

    public static HttpCall post(String path, String json) {
        return new HttpCall("POST", path, Optional.of(json), Map.of());
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
