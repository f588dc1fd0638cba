package dev.coffer.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.stream.Stream;

class StacksTransactionTest {

    static Stream<Vectors.Transaction> transactions() {
        return Vectors.Transaction.all();
    }

    @Test
    void allVectorsAreThere() {
        assertThat(transactions()).hasSize(14);
    }

    @ParameterizedTest
    @MethodSource("transactions")
    void printsTheBytesItWasParsedFrom(Vectors.Transaction vector) throws MalformedBytes {
        assertThat(vector.parsed().bytes()).isEqualTo(vector.bytes());
        assertThat(vector.parsed().txid()).isEqualTo(vector.text("txid"));
    }

    @ParameterizedTest
    @MethodSource("transactions")
    void readsNonceFeeAndSigner(Vectors.Transaction vector) throws MalformedBytes {
        SpendingCondition origin = vector.parsed().origin();
        assertThat(origin.nonce()).isEqualTo(Long.parseLong(vector.text("nonce")));
        assertThat(origin.fee()).isEqualTo(Long.parseLong(vector.text("fee")));
        assertThat(origin.signer().hex()).isEqualTo(vector.text("signer"));
        assertThat(origin.signature().vrs().hex()).isEqualTo(vector.text("signatureVRS"));
    }

    @ParameterizedTest
    @MethodSource("transactions")
    void hashesWhatIsSigned(Vectors.Transaction vector) throws MalformedBytes {
        StacksTransaction transaction = vector.parsed();
        assertThat(Vectors.hex(SigningHash.initial(transaction)))
                .isEqualTo(vector.text("initialSighash"));
        assertThat(Vectors.hex(SigningHash.originPresign(transaction)))
                .isEqualTo(vector.text("presignSighash"));
    }

    @ParameterizedTest
    @MethodSource("transactions")
    void knowsWhetherTheSignerSigned(Vectors.Transaction vector) throws MalformedBytes {
        StacksTransaction transaction = vector.parsed();
        byte[] presign = SigningHash.originPresign(transaction);
        boolean valid = vector.json().get("libraryVerifyOrigin").isBoolean();
        assertThat(transaction.origin().isSignedOver(presign, Curve.FASTEST)).isEqualTo(valid);
    }

    @Test
    void knowsWhetherTheSponsorSigned() throws MalformedBytes {
        StacksTransaction complete = Vectors.Transaction.named("stx-sponsored-complete").parsed();
        StacksTransaction awaiting =
                Vectors.Transaction.named("stx-sponsored-origin-only").parsed();
        assertThat(sponsorSigned(complete)).isTrue();
        assertThat(sponsorSigned(awaiting)).isFalse();
        assertThat(complete.fee()).isEqualTo(250);
        assertThat(SigningHash.originPresign(complete))
                .isEqualTo(SigningHash.originPresign(awaiting));
        assertThat(complete.txid()).isNotEqualTo(awaiting.txid());
    }

    private static boolean sponsorSigned(StacksTransaction transaction) {
        SpendingCondition sponsor = transaction.sponsor().orElseThrow();
        byte[] presign =
                SigningHash.sponsorPresign(
                        SigningHash.originPresign(transaction), transaction.origin(), sponsor);
        return sponsor.isSignedOver(presign, Curve.FASTEST);
    }

    @ParameterizedTest
    @MethodSource("transactions")
    void refusesEveryShorterAndAnyLongerForm(Vectors.Transaction vector) {
        byte[] bytes = vector.bytes();
        for (int length = 0; length < bytes.length; length++) {
            assertMalformed(Arrays.copyOf(bytes, length), "ends too early");
        }
        assertMalformed(Arrays.copyOf(bytes, bytes.length + 1), "1 more bytes");
        assertMalformed(new byte[StacksTransaction.MAX_BYTES + 1], "over 2048 bytes");
    }

    @Test
    void saysInWordsWhatIsWrong() {
        assertMalformed(with(5, 0x06), "no authorization has the type 6");
        for (int multisig : new int[] {0x01, 0x03, 0x05, 0x07}) {
            assertMalformed(with(6, multisig), "not " + multisig);
        }
        assertMalformed(with(27, 0x80), "over 2^63 - 1");
        assertMalformed(with(35, 0xff), "over 2^63 - 1");
        assertMalformed(with(43, 0x02), "no key encoding has the code 2");
        assertMalformed(with(109, 0x00), "no anchor mode has the code 0");
        assertMalformed(with(109, 0x04), "no anchor mode has the code 4");
        assertMalformed(with(110, 0x00), "no post-condition mode has the code 0");
        assertMalformed(with(110, 0x04), "no post-condition mode has the code 4");
        assertMalformed(with(111, 0xff), "ends too early");
        assertMalformed(with(115, 0x01), "the type 1");
        assertMalformed(with(116, 0x07), "no principal has the type 7");
        assertMalformed(with(117, 32), "no address has the version 32");
    }

    @Test
    void aWitnessScriptTakesCompressedKeysOnly() {
        byte[] bytes = with(6, 0x02);
        bytes[43] = 0x01;
        assertMalformed(bytes, "compressed keys only");
    }

    @Test
    void conditionsOfUnknownTypesAreMalformed() throws MalformedBytes {
        byte[] bytes = Vectors.Transaction.named("sbtc-transfer-testnet-postcond").bytes();
        assertThat(bytes[115]).isEqualTo((byte) 0x01);
        for (int type : new int[] {3, 4, 255}) {
            bytes[115] = (byte) type;
            assertMalformed(bytes, "post-condition of the type " + type);
        }
    }

    /** An STX transfer with one byte changed. */
    private static byte[] with(int at, int value) {
        byte[] bytes = Vectors.Transaction.named("stx-transfer-mainnet").bytes();
        bytes[at] = (byte) value;
        return bytes;
    }

    private static void assertMalformed(byte[] bytes, String message) {
        assertThatThrownBy(() -> StacksTransaction.parse(bytes))
                .isInstanceOf(MalformedBytes.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }
}
