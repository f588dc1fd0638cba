package dev.coffer.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

class HashesTest {

    static Stream<JsonNode> hashes() {
        return Vectors.each("hashes");
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void sha512t256IsTheStandardsOwn(JsonNode vector) {
        byte[] input =
                vector.has("inputHex")
                        ? Vectors.unhex(vector.get("inputHex").asString())
                        : vector.get("inputUtf8").asString().getBytes(StandardCharsets.UTF_8);
        assertThat(Vectors.hex(Hashes.sha512t256(input)))
                .isEqualTo(vector.get("outHex").asString());
    }

    @Test
    void partsAreHashedAsOne() {
        byte[] whole = {1, 2, 3, 4};
        byte[] front = {1};
        byte[] back = {2, 3, 4};
        assertThat(Hashes.sha512t256(front, back)).isEqualTo(Hashes.sha512t256(whole));
        assertThat(Hashes.sha256(front, back)).isEqualTo(Hashes.sha256(whole));
        assertThat(Hashes.hash160(front, back)).isEqualTo(Hashes.hash160(whole));
    }

    /** BIP-173 gives this key and its hash. */
    @Test
    void hash160IsBitcoins() {
        String key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        assertThat(Hashes.hash160(Vectors.unhex(key)).hex())
                .isEqualTo("751e76e8199196d454941c45d1b3a323f1433bd6");
    }
}
