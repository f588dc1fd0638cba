package dev.coffer.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Both curves, held against the vectors and against each other. */
class CurveTest {
    private static final Curve PORTABLE = new BouncyCastleCurve();

    /** Here, where the project is built, the library must load; else nothing is compared. */
    private static final Curve NATIVE = LibSecp256k1Curve.load().orElseThrow();

    static Stream<Curve> curves() {
        return Stream.of(NATIVE, PORTABLE);
    }

    @Test
    void theNativeCurveIsPreferred() {
        assertThat(Curve.FASTEST).isInstanceOf(LibSecp256k1Curve.class);
    }

    @ParameterizedTest
    @MethodSource("curves")
    void privateKeysHaveTheirPublicKeysAndAddresses(Curve curve) {
        for (JsonNode key : Vectors.ALL.get("keys")) {
            byte[] secret = Vectors.unhex(key.get("privateKey").asString().substring(0, 64));
            PublicKey known = curve.publicKey(secret);
            assertThat(Vectors.hex(known.compressed()))
                    .isEqualTo(key.get("publicKeyCompressed").asString());
            Hash160 signer = HashMode.P2PKH.signer(known, true);
            for (StacksNetwork network : StacksNetwork.values()) {
                assertThat(network.address(HashMode.P2PKH, signer).text())
                        .isEqualTo(key.get(network.v1Name()).asString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("curves")
    void signersOfAllVectorsAreRecovered(Curve curve) {
        Vectors.Transaction.all()
                .forEach(vector -> {
                    var signature =
                            new Signature(
                                    Bytes.parseHex(vector.text("signatureVRS")).orElseThrow());
                    byte[] presign = Vectors.unhex(vector.text("presignSighash"));
                    assertThat(curve.recover(signature, presign).orElseThrow().compressed())
                            .as(vector.name())
                            .isEqualTo(Vectors.unhex(vector.text("recoveredPublicKey")));
                });
    }

    @Test
    void bothSignAndRecoverAlike() {
        long seed = 20_260_102;
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] secret = random(random);
            byte[] digest = random(random);
            Signature signature = NATIVE.sign(secret, digest);
            assertThat(PORTABLE.sign(secret, digest))
                    .as("seed %d, %d", seed, i)
                    .isEqualTo(signature);
            assertThat(PORTABLE.publicKey(secret)).isEqualTo(NATIVE.publicKey(secret));
            assertThat(signature.isLowS()).isTrue();
            for (Curve curve : List.of(NATIVE, PORTABLE)) {
                assertThat(curve.recover(signature, digest)).contains(curve.publicKey(secret));
            }
        }
    }

    @Test
    void bothRecoverTheSameFromGarbage() {
        long seed = 20_260_103;
        Random random = new Random(seed);
        int recovered = 0;
        for (int i = 0; i < 600; i++) {
            byte[] garbage = new byte[Signature.BYTES];
            random.nextBytes(garbage);
            garbage[0] = (byte) random.nextInt(6);
            switch (random.nextInt(8)) {
                case 0 -> Arrays.fill(garbage, 1, 33, (byte) 0);
                case 1 -> Arrays.fill(garbage, 33, 65, (byte) 0);
                case 2 -> Arrays.fill(garbage, 1, 33, (byte) -1);
                case 3 -> Arrays.fill(garbage, 33, 65, (byte) -1);
                case 4 -> Arrays.fill(garbage, 1, 30, (byte) 0);
                default -> {}
            }
            Signature signature = new Signature(Bytes.of(garbage));
            byte[] digest = random(random);
            var one = NATIVE.recover(signature, digest);
            assertThat(PORTABLE.recover(signature, digest))
                    .as("seed %d, %d", seed, i)
                    .isEqualTo(one);
            recovered += one.isPresent() ? 1 : 0;
        }
        assertThat(recovered).isPositive();
    }

    @ParameterizedTest
    @MethodSource("curves")
    void refusesWhatIsNoPrivateKey(Curve curve) {
        String order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        for (String hex :
                List.of("", "01", "00".repeat(32), order, "ff".repeat(32), "01".repeat(33))) {
            assertThatThrownBy(() -> curve.publicKey(Vectors.unhex(hex)))
                    .as(hex)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static byte[] random(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }
}
