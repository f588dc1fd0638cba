package dev.coffer.state.kv;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.state.kv.Kv.Visibility;
import dev.coffer.state.kv.KvInputs.Public;
import dev.coffer.state.kv.KvInputs.Value;
import dev.coffer.store.Tx;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Public values for anybody, as the web serves them: with a type, a tag, and a time to be fresh.
 */
final class PublicValues {

    /** A public value may change at any time: what a reader's cache may be behind. */
    private static final long FRESH_SECONDS = 60;

    private final Kv kv;

    PublicValues(Kv kv) {
        this.kv = kv;
    }

    Endpoint<?, ?> endpoint() {
        return Endpoint.read("/public/{owner}/{key*}", Public.SHAPE, Gives.content())
                .forAnybody()
                .methods("GET")
                .lenientQuery()
                .fails(ErrorCode.NOT_FOUND)
                .says("Anybody's public value, free: text as text, other JSON as JSON.")
                .example("{\"owner\": \"ST000000000000000000002AMW42H\", \"key\": \"greeting\"}")
                .does(this::read);
    }

    private Reply<Reply.Content> read(Call<Public> call, Tx tx) {
        Public in = call.input();
        Kv.Found found =
                kv.get(
                                tx,
                                in.owner(),
                                in.key(),
                                Optional.of(Visibility.PUBLIC),
                                call.request().client()::reserve)
                        .orElseThrow(() -> Problem.notFound("Key", "key", in.key()));
        String tag = "\"" + found.entry().revision() + "\"";
        Map<String, String> headers =
                Map.of(
                        "ETag",
                        tag,
                        "Cache-Control",
                        "public, max-age=" + freshSeconds(found, tx.now()),
                        "Content-Security-Policy",
                        "sandbox; default-src 'none'");
        boolean text = found.value().bytes()[0] == '"';
        String type = text ? "text/plain; charset=utf-8" : "application/json";
        byte[] body = text ? Value.text(found.value()) : found.value().bytes();
        return new Reply.Content(200, type, body, headers);
    }

    /** Whether a key can stand in a path as it is, which none changes on its way. */
    static boolean hasPath(String key) {
        return key.chars().noneMatch(Character::isISOControl)
                && Stream.of(key.split("/", -1)).noneMatch(s -> s.equals(".") || s.equals(".."));
    }

    private static long freshSeconds(Kv.Found found, long nowMs) {
        return found.entry()
                .expiresAtMs()
                .map(at -> Math.min(FRESH_SECONDS, (at - nowMs) / 1000))
                .orElse(FRESH_SECONDS);
    }
}
