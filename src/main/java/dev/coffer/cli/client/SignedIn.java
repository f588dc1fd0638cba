package dev.coffer.cli.client;

import dev.coffer.endpoint.Json;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.signin.Site;
import dev.coffer.stacks.StacksMessage;
import dev.coffer.stacks.StacksNetwork;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What a server gives to a wallet's signature.
 *
 * @param answer the account, its balances and a token
 */
public record SignedIn(Response answer) {

    /** Signs what a server asks; empty if it asks for nothing, or does not take it. */
    public static Optional<SignedIn> to(Remote remote, WalletFile wallet) throws IOException {
        String address = wallet.address(StacksNetwork.TESTNET);
        HttpCall ask = HttpCall.get(SignIn.PATH + "?address=" + address);
        JsonNode asked = remote.send(ask, Map.of()).json();
        String message = asked.path("message").asString("");
        if (!isFor(remote.url(), message)) {
            return Optional.empty();
        }
        String signature = wallet.key().signMessage(StacksMessage.plainHash(message)).hex();
        Map<String, String> signed =
                Map.of(
                        "address", address,
                        "nonce", asked.path("nonce").asString(""),
                        "signature", signature);
        HttpCall enter =
                HttpCall.post(SignIn.PATH, new String(Json.write(signed), StandardCharsets.UTF_8));
        Response answer = remote.send(enter, Map.of());
        return answer.ok() ? Optional.of(new SignedIn(answer)) : Optional.empty();
    }

    /** A text for another service would let whoever asks for it in there. */
    private static boolean isFor(String url, String message) {
        return message.startsWith(Site.of(url).domain() + " wants you to sign in with ");
    }

    public String account() {
        return answer.json().path("account").asString("");
    }

    public String token() {
        return answer.json().path("token").asString("");
    }

    /** In smallest units, by the assets' symbols. */
    public JsonNode balances() {
        return answer.json().path("balances");
    }

    /** Whether there is anything to spend. */
    public boolean hasBalance() {
        return balances().values().stream().anyMatch(balance -> balance.asLong() > 0);
    }
}
