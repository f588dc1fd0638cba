package dev.coffer.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.stacks.Vectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Authorizations of EIP-3009, against what viem signed. */
class TransferAuthorizationTest {

    static Stream<JsonNode> vectors() {
        return StreamSupport.stream(Vectors.ALL.path("eip3009").spliterator(), false);
    }

    private static BigInteger number(JsonNode said, String member) {
        return new BigInteger(said.path(member).stringValue());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.substring(2));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void digestAndSignerAreTheirs(JsonNode vector) {
        JsonNode said = vector.at("/paymentPayload/payload/authorization");
        JsonNode domain = vector.path("domain");
        TransferAuthorization.Domain contract =
                new TransferAuthorization.Domain(
                        domain.path("name").stringValue(),
                        domain.path("version").stringValue(),
                        domain.path("chainId").asLong(),
                        address(domain, "verifyingContract"));
        TransferAuthorization authorization =
                new TransferAuthorization(
                        address(said, "from"),
                        address(said, "to"),
                        number(said, "value"),
                        number(said, "validAfter"),
                        number(said, "validBefore"),
                        said.path("nonce").stringValue().substring(2));
        assertThat(contract.separator())
                .isEqualTo(bytes(vector.path("domainSeparator").stringValue()));
        assertThat(authorization.digest(contract))
                .isEqualTo(bytes(vector.path("digest").stringValue()));
        byte[] signature = bytes(vector.path("signature").stringValue());
        assertThat(authorization.signer(contract, signature)).contains(authorization.from());

        signature[40] ^= 1;
        assertThat(authorization.signer(contract, signature))
                .isNotEqualTo(java.util.Optional.of(authorization.from()));
    }

    private static EvmAddress address(JsonNode said, String member) {
        return EvmAddress.parse(said.path(member).stringValue()).orElseThrow();
    }
}
