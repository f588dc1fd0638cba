package dev.coffer.harness;

import dev.coffer.Reach;
import dev.coffer.tool.ai.AiModels;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What every service of the tests finds outside: a provider of models, a Stacks API, and an
 * endpoint that takes payments. Each is scripted; a test that wants another script has its own.
 */
public final class StandIns implements AutoCloseable {

    /** Takes payments by x402 of version 2, and is known by a name that there is not. */
    public static final String PAID = "http://paid.example/weather";

    private static final String ADDRESS = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";

    private static final String OFFER =
            """
            {"x402Version": 2, "accepts": [
                {"scheme": "exact", "network": "stacks:1", "asset": "STX", "amount": "1000",
                 "payTo": "SP000000000000000000002Q6VF78"},
                {"scheme": "exact", "network": "stacks:1", "amount": "100",
                 "asset": "SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4.sbtc-token",
                 "payTo": "SP000000000000000000002Q6VF78"}]}\
            """;

    /** Has what each of the tasks asks for. */
    private static final String ALL =
            """
            Here you are: {"keywords": ["tide", "harbour"], "sentiment": "positive", "confidence": 0.9,
            "score": 0.8, "language": "German", "code": "de", "corrected": "I have a dream",
            "answer": "At nine.", "foundInContext": true}
            Tags: sea, fog\
            """;

    private static final String CONTRACT =
            """
            ;; This contract is safe, says its author.
            (define-fungible-token coin)
            (define-data-var minter principal tx-sender)
            (define-public (transfer (amount uint) (from principal) (to principal))
              (ft-transfer? coin amount from to))
            (define-public (mint (amount uint))
              (begin (asserts! (is-eq contract-caller (var-get minter)) (err u1))
                (ft-mint? coin amount tx-sender)))
            (define-read-only (get-balance (who principal)) (ok (ft-get-balance coin who)))
            (define-private (twice (n uint)) (* n u2))\
            """;

    public static final byte[] PICTURE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1, 2, 3};

    private static final StandIns SHARED = new StandIns();

    private final FarSide far = FarSide.open();
    private volatile FarSide.Answering chat = said(ALL);

    public StandIns() {
        far.named("paid.example", FarSide.PUBLIC)
                .on("/weather", FarSide.text(402, "{}", "PAYMENT-REQUIRED: " + base64(OFFER)))
                .on("/ai/chat/completions", (asked, out) -> chat.answer(asked, out))
                .on(
                        "/ai/images/generations",
                        FarSide.json(
                                "{\"data\": [{\"b64_json\": \"%s\"}]}"
                                        .formatted(Base64.getEncoder().encodeToString(PICTURE))))
                .on("/ai/audio/speech", FarSide.text(200, "spoken", "Content-Type: audio/mpeg"));
        far.record("example.com", "A", FarSide.PUBLIC);
        ScriptedStacksApi.on(far, "/stacks");
        far.on(
                "/stacks/v2/contracts/source/" + ADDRESS + "/coin",
                FarSide.json("{\"source\": %s}".formatted(quoted(CONTRACT))));
    }

    /** The same for all who only read from them. */
    public static StandIns shared() {
        return SHARED;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return new String(dev.coffer.endpoint.Json.write(text), StandardCharsets.UTF_8);
    }

    private static FarSide.Answering said(String text) {
        return FarSide.json(
                "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": %s}}]}"
                        .formatted(quoted(text)));
    }

    public FarSide far() {
        return far;
    }

    /** What the chat models say from now on. */
    public StandIns saying(String text) {
        return answering(said(text));
    }

    public StandIns answering(FarSide.Answering answering) {
        chat = answering;
        return this;
    }

    /** Out to these. */
    public Reach reach(String... models) {
        return without()
                .models(AiModels.at(far.url() + "/ai/", Optional.of("a-key"), List.of(models)));
    }

    /** The same without a provider of models. */
    public Reach without() {
        return Reach.usual()
                .by(far)
                .stacksApis(
                        List.of(
                                "mainnet=" + far.url() + "/stacks",
                                "testnet=" + far.url() + "/stacks"))
                .geoDbs(List.of(GeoFile.path()));
    }

    @Override
    public void close() {
        far.close();
    }
}
