package dev.coffer.harness;

import dev.coffer.evm.EvmAddress;
import dev.coffer.evm.PersonalMessage;
import dev.coffer.evm.TransferAuthorization;
import dev.coffer.payment.evm.EvmNetwork;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A wallet of Ethereum's kind, which signs in as x402's own client does. */
public final class EvmWallet {

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger ORDER = CURVE.getN();

    private static final SecureRandom RANDOM = new SecureRandom();

    private final BigInteger key;
    private final EvmAddress address;

    private EvmWallet(BigInteger key) {
        this.key = key;
        byte[] point = new FixedPointCombMultiplier().multiply(CURVE.getG(), key).getEncoded(false);
        this.address = EvmAddress.ofPublicKey(point);
    }

    public static EvmWallet random() {
        return of(Payer.randomKey());
    }

    public static EvmWallet of(String privateKeyHex) {
        return new EvmWallet(new BigInteger(privateKeyHex, 16));
    }

    public String address() {
        return address.text();
    }

    /** As services know it. */
    public String owner() {
        return address.owner();
    }

    private byte[] sign(byte[] hash, byte v) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        ECDomainParameters domain = new ECDomainParameters(CURVE);
        signer.init(true, new ECPrivateKeyParameters(key, domain));
        BigInteger[] pair = signer.generateSignature(hash);
        byte[] rsv = new byte[65];
        BigIntegers.asUnsignedByteArray(pair[0], rsv, 0, 32);
        BigIntegers.asUnsignedByteArray(pair[1].min(ORDER.subtract(pair[1])), rsv, 32, 32);
        rsv[64] = v;
        return rsv;
    }

    /** A signature of a text, as {@code personal_sign} gives it. */
    public String sign(String text) {
        return signed(
                PersonalMessage.hash(text), signature -> PersonalMessage.signer(text, signature));
    }

    private String signed(byte[] hash, Function<byte[], Optional<EvmAddress>> signer) {
        byte[] even = sign(hash, (byte) 27);
        boolean isEven = signer.apply(even).filter(address::equals).isPresent();
        return "0x" + HexFormat.of().formatHex(isEven ? even : sign(hash, (byte) 28));
    }

    /**
     * The payload of a payment of what an offer asks for, as EIP-3009 has it.
     *
     * @param more seconds after now at which it is over
     */
    public Map<String, Object> authorizes(
            EvmNetwork network, String to, long value, Instant now, long more) {
        byte[] nonce = new byte[32];
        RANDOM.nextBytes(nonce);
        TransferAuthorization authorization =
                new TransferAuthorization(
                        address,
                        EvmAddress.parse(to).orElseThrow(),
                        BigInteger.valueOf(value),
                        BigInteger.ZERO,
                        BigInteger.valueOf(now.getEpochSecond() + more),
                        HexFormat.of().formatHex(nonce));
        String signature =
                signed(
                        authorization.digest(network.domain()),
                        bytes -> authorization.signer(network.domain(), bytes));
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("from", address());
        said.put("to", to);
        said.put("value", Long.toString(value));
        said.put("validAfter", "0");
        said.put("validBefore", authorization.validBefore().toString());
        said.put("nonce", "0x" + authorization.nonce());
        return new LinkedHashMap<>(Map.of("signature", signature, "authorization", said));
    }

    /** What a refusal asks to be signed. */
    public static JsonNode challenge(Answered refused) {
        JsonNode said =
                refused.header("PAYMENT-REQUIRED").isEmpty()
                        ? refused.json()
                        : refused.decoded("PAYMENT-REQUIRED");
        return said.path("extensions").path("sign-in-with-x");
    }

    /** The header that answers a refusal. */
    public String[] answers(Answered refused) {
        return header(payload(challenge(refused)));
    }

    /** The same, not signed yet. */
    public static ObjectNode info(JsonNode challenge) {
        ObjectNode payload = challenge.path("info").deepCopy().asObject();
        JsonNode chain = challenge.path("supportedChains").path(0);
        return payload.put("chainId", chain.path("chainId").asString())
                .put("type", chain.path("type").asString());
    }

    public ObjectNode payload(JsonNode challenge) {
        return signed(info(challenge).put("address", address()));
    }

    /** With this wallet's signature of all that it says. */
    public ObjectNode signed(ObjectNode payload) {
        return payload.put("signature", sign(text(payload)));
    }

    /** EIP-4361, of what a header says. */
    private static String text(JsonNode said) {
        return "%s wants you to sign in with your Ethereum account:\n%s\n\n%s\nURI: %s\nVersion: %s\nChain ID: %s\nNonce: %s\nIssued At: %s\nExpiration Time: %s"
                .formatted(
                        said.path("domain").asString(),
                        said.path("address").asString(),
                        said.has("statement") ? said.path("statement").asString() + "\n" : "",
                        said.path("uri").asString(),
                        said.path("version").asString(),
                        said.path("chainId").asString().replaceAll(".*:", ""),
                        said.path("nonce").asString(),
                        said.path("issuedAt").asString(),
                        said.path("expirationTime").asString());
    }

    public static String[] header(JsonNode payload) {
        return new String[] {"SIGN-IN-WITH-X", X402.base64(payload)};
    }
}
