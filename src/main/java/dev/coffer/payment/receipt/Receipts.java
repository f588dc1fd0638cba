package dev.coffer.payment.receipt;

import dev.coffer.endpoint.CanonicalJson;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.RawJson;
import dev.coffer.payment.Charged;
import dev.coffer.payment.Price;
import dev.coffer.payment.Rails;
import dev.coffer.payment.Secrets;
import dev.coffer.payment.signin.Site;
import dev.coffer.store.Store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Signs receipts, of which whoever has one can show that this service said so. A receipt is made of
 * facts that are kept and of the request alone: made again, it is the same, byte for byte, as long
 * as the key is.
 */
public final class Receipts {

    /** A set of keys (RFC 7517). */
    public record Keys(List<Key> keys) {}

    /** A public key for signatures (RFC 8037). */
    public record Key(String kty, String crv, String x, String kid, String alg, String use) {
        static Key of(ReceiptKey key) {
            return new Key("OKP", "Ed25519", key.publicKey(), key.id(), "EdDSA", "sig");
        }
    }

    /** What is signed, so that it is taken for nothing else that is signed by this key. */
    private static final String TYPE = "coffer-receipt+jwt";

    private static final String SECRET = "receipt";

    /** The form of the extension {@code offer-receipt}. */
    private static final int X402_VERSION = 1;

    private final List<ReceiptKey> keys;
    private final Supplier<Site> issuer;
    private final Rails rails;

    private Receipts(List<ReceiptKey> keys, Supplier<Site> issuer, Rails rails) {
        this.keys = keys;
        this.issuer = issuer;
        this.rails = rails;
    }

    /**
     * By the store's own keys, which are the same for all its nodes.
     *
     * @param issuer the URL that callers know, once it is known
     * @param rails by which it is told on what network an asset is
     */
    public static Receipts of(
            Store store, RandomGenerator random, Supplier<Site> issuer, Rails rails) {
        List<ReceiptKey> keys =
                Secrets.keys(store, random, SECRET).stream().map(ReceiptKey::of).toList();
        return new Receipts(keys, issuer, rails);
    }

    /**
     * Makes another key, by which nodes sign that start from then on.
     *
     * @param withdraw whether no receipt is good any more that was signed before
     */
    public static void rotate(Store store, RandomGenerator random, boolean withdraw) {
        Secrets.renew(store, random, SECRET, withdraw);
    }

    /** The key that receipts are signed by, and those that they were by before. */
    public Keys keys() {
        return new Keys(keys.stream().map(Key::of).toList());
    }

    /**
     * The receipt of a charged call: a compact JWS.
     *
     * @param endpoint method and path, as the catalog has it
     * @param requestSha256 in lower-case hex
     * @param atMs when it was charged
     */
    public String ofCharge(Charged charged, String endpoint, String requestSha256, long atMs) {
        Price price = charged.price();
        Map<String, Object> charge = new LinkedHashMap<>();
        charge.put("amount", Long.toString(price.amount()));
        charge.put("asset", price.asset().symbol());
        rails.networkOf(price.asset()).ifPresent(network -> charge.put("network", network));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer.get().uri());
        claims.put("iat", atMs / 1000);
        claims.put("payer", charged.payer());
        claims.put("account", charged.account());
        claims.put("number", charged.number());
        claims.put("endpoint", endpoint);
        claims.put("requestSha256", requestSha256);
        claims.put("charge", charge);
        return sign(Map.of("typ", TYPE), claims);
    }

    /**
     * The receipt of a payment as x402's extension {@code offer-receipt} has it: a compact JWS.
     *
     * @param resourceUrl as it was offered
     */
    public String ofPayment(
            String resourceUrl, String network, String payer, String transaction, long atMs) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("version", X402_VERSION);
        payload.put("network", network);
        payload.put("resourceUrl", resourceUrl);
        payload.put("payer", payer);
        payload.put("issuedAt", atMs / 1000);
        payload.put("transaction", transaction);
        return sign(Map.of(), payload);
    }

    private String sign(Map<String, String> typed, Map<String, Object> payload) {
        ReceiptKey key = keys.getFirst();
        Map<String, String> head = new LinkedHashMap<>(typed);
        head.put("alg", "EdDSA");
        head.put("kid", key.id());
        return key.sign(canonical(head), canonical(payload));
    }

    private static byte[] canonical(Map<String, ?> json) {
        return CanonicalJson.of("receipt", new RawJson(Json.write(json)));
    }
}
