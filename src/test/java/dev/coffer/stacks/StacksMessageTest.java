package dev.coffer.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

class StacksMessageTest {
    private static final StacksNetwork MAINNET = StacksNetwork.MAINNET;

    static Stream<JsonNode> messages() {
        return Vectors.each("messages");
    }

    @Test
    void allVectorsAreThere() {
        assertThat(messages()).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void hashesAndSignsAsWalletsDo(JsonNode vector) {
        byte[] hash = hash(vector);
        assertThat(Vectors.hex(hash)).isEqualTo(vector.get("hash").asString());
        Wallet wallet = Wallet.of(vector.get("privateKey").asString());
        assertThat(wallet.signMessage(hash).hex()).isEqualTo(vector.get("signatureRSV").asString());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void verifiesBothOrdersAndNobodyElse(JsonNode vector) {
        byte[] hash = hash(vector);
        Bytes rsv = Bytes.parseHex(vector.get("signatureRSV").asString()).orElseThrow();
        Bytes vrs = Signature.ofRsv(rsv).vrs();
        StacksAddress signer = address(vector.get("addressMainnet").asString());
        StacksAddress other = Vectors.ATTACKER.address(MAINNET);
        assertThat(StacksMessage.isSignedBy(signer, MAINNET, hash, rsv)).isTrue();
        assertThat(StacksMessage.isSignedBy(signer, MAINNET, hash, vrs)).isTrue();
        assertThat(StacksMessage.isSignedBy(other, MAINNET, hash, rsv)).isFalse();
        assertThat(StacksMessage.isSignedBy(signer, StacksNetwork.TESTNET, hash, rsv)).isFalse();
        byte[] otherHash = StacksMessage.plainHash("something else");
        assertThat(StacksMessage.isSignedBy(signer, MAINNET, otherHash, rsv)).isFalse();
        assertThat(StacksMessage.isSignedBy(signer, MAINNET, hash, rsv.slice(0, 64))).isFalse();
        assertThat(StacksMessage.isSignedBy(signer, MAINNET, hash, Bytes.zeros(65))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void writesTheStructuredDataOfTheVectors(JsonNode vector) throws MalformedBytes {
        if (vector.get("kind").asString().equals("sip018")) {
            assertThat(Vectors.hex(domain(vector).bytes()))
                    .isEqualTo(vector.get("domainCV").asString());
            byte[] message = Vectors.unhex(vector.get("messageCV").asString());
            assertThat(message(vector).bytes()).isEqualTo(message);
            assertThat(ClarityValue.parse(message)).isEqualTo(message(vector));
        }
    }

    @Test
    void longTextsAreHashedWithLongerLengths() {
        // sha256 over 18 "Stacks Signed Message:\n"... with fd 2c01 for 300 bytes, written out.
        byte[] expected =
                Hashes.sha256(
                        Vectors.unhex(
                                "17537461636b73205369676e6564204d6573736167653a0a" + "fd2c01"),
                        Vectors.unhex("61".repeat(300)));
        assertThat(StacksMessage.plainHash("a".repeat(300))).isEqualTo(expected);
        byte[] longer =
                Hashes.sha256(
                        Vectors.unhex(
                                "17537461636b73205369676e6564204d6573736167653a0a" + "fe70110100"),
                        Vectors.unhex("61".repeat(70_000)));
        assertThat(StacksMessage.plainHash("a".repeat(70_000))).isEqualTo(longer);
    }

    private static byte[] hash(JsonNode vector) {
        return vector.get("kind").asString().equals("plain")
                ? StacksMessage.plainHash(vector.get("message").asString())
                : StacksMessage.structuredHash(domain(vector), message(vector));
    }

    private static ClarityValue.Tuple domain(JsonNode vector) {
        JsonNode domain = vector.get("domain");
        return StacksMessage.domain(
                domain.get("name").asString(),
                domain.get("version").asString(),
                StacksNetwork.valueOf(vector.get("network").asString().toUpperCase(Locale.ROOT)));
    }

    private static ClarityValue message(JsonNode vector) {
        JsonNode message = vector.get("message");
        BigInteger issuedAt = new BigInteger(message.get("issued-at").asString());
        return new ClarityValue.Tuple(
                new TreeMap<>(
                        Map.of(
                                "action",
                                new ClarityValue.AsciiText(message.get("action").asString()),
                                "nonce",
                                new ClarityValue.AsciiText(message.get("nonce").asString()),
                                "issued-at",
                                new ClarityValue.UInt(issuedAt))));
    }

    private static StacksAddress address(String text) {
        return StacksAddress.parse(text).orElseThrow();
    }
}
