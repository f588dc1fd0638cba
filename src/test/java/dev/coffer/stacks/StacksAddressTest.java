package dev.coffer.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.Random;
import java.util.stream.Stream;

class StacksAddressTest {

    static Stream<JsonNode> addresses() {
        return Vectors.each("addresses");
    }

    @Test
    void allVectorsAreThere() {
        assertThat(addresses()).hasSize(25);
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void parsesAndPrintsAsTheReferenceDoes(JsonNode vector) {
        String text = vector.get("address").asString();
        var parsed = StacksAddress.parse(text);
        assertThat(parsed.isPresent()).isEqualTo(vector.get("valid").asBoolean());
        parsed.ifPresent(address -> {
            JsonNode expected = vector.get("libParse");
            assertThat(address.version()).isEqualTo(expected.get("version").asInt());
            assertThat(address.hash().hex()).isEqualTo(expected.get("hash160").asString());
            assertThat(address.text()).isEqualTo(text);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "S",
                "SP",
                "PAW66WC3G8WA5F28JVNG1NTRJ6H76E7EN5H6QQD",
                "SP0AW66WC3G8WA5F28JVNG1NTRJ6H76E7EN5H6QQD",
                "SPAW66WC3G8WA5F28JVNG1NTRJ6H76E7EN5H6QQD ",
                "SPAW66WC3G8WA5F28JVNG1NTRJ6H76E7EN5H6QQd",
                "SPAW66WC3G8WA5F28JVNG1NTRJ6H76E7EN5H6QQ\u0130",
                "SIAW66WC3G8WA5F28JVNG1NTRJ6H76E7EN5H6QQD",
                "SP0000000000000000000002Q6VF78",
                "SP00000000000000000002Q6VF78",
                "SPZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"
            })
    void refusesWhatIsNotTheCanonicalText(String text) {
        assertThat(StacksAddress.parse(text)).isEmpty();
    }

    @Test
    void everyHashHasOneTextThatLeadsBackToIt() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] hash = new byte[Hash160.BYTES];
            random.nextBytes(hash);
            for (int zeros = random.nextInt(5); zeros > 0; zeros--) {
                hash[zeros - 1] = 0;
            }
            var address = new StacksAddress(random.nextInt(32), new Hash160(Bytes.of(hash)));
            assertThat(StacksAddress.parse(address.text()))
                    .as("seed %d, turn %d", seed, i)
                    .contains(address);
        }
    }

    @Test
    void networksOwnTheirVersionsOnly() {
        for (int version = 0; version < 32; version++) {
            var address = new StacksAddress(version, new Hash160(Bytes.zeros(20)));
            assertThat(StacksNetwork.MAINNET.owns(address))
                    .isEqualTo(version == 22 || version == 20);
            assertThat(StacksNetwork.TESTNET.owns(address))
                    .isEqualTo(version == 26 || version == 21);
        }
    }

    @Test
    void aContractIsNotItsDeployer() {
        String deployer = "SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4";
        var contract = Vectors.contract(deployer + ".sbtc-token");
        assertThat(contract.text()).isEqualTo(deployer + ".sbtc-token");
        assertThat(contract.name()).isEqualTo("sbtc-token");
        assertThat(contract).isNotEqualTo(Vectors.principal(deployer));
        assertThat(Vectors.principal(contract.text())).isEqualTo(contract);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".a", "", "-a", "1a", "a.b", "a b", "a\u00e9", "a!"})
    void refusesNamesThatNoContractHas(String name) {
        String deployer = "SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4.";
        assertThat(Principal.parse(deployer + name)).isEmpty();
        assertThat(Principal.parse(deployer + "a".repeat(40))).isPresent();
        assertThat(Principal.parse(deployer + "a".repeat(41))).isEmpty();
    }

    @Test
    void aVersionHasFiveBits() {
        Hash160 hash = new Hash160(Bytes.zeros(20));
        assertThatThrownBy(() -> new StacksAddress(32, hash))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
