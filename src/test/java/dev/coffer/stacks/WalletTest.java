package dev.coffer.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

class WalletTest {

    /** Those of the vectors that are plain payments by the payer. */
    static Stream<Vectors.Transaction> payments() {
        return Vectors.Transaction.all()
                .filter(v -> v.text("expect").equals("valid"))
                .filter(v -> v.json().get("authType").asInt() == 4)
                .filter(v -> !v.name().endsWith("postcond"));
    }

    @ParameterizedTest
    @MethodSource("payments")
    void paysByteForByteAsTheRealClients(Vectors.Transaction vector) {
        StacksNetwork network = StacksNetwork.ofCaip2(vector.text("caip2")).orElseThrow();
        Principal recipient = Vectors.principal(vector.text("recipient"));
        long amount = Long.parseLong(vector.text("amount"));
        long nonce = Long.parseLong(vector.text("nonce"));
        long fee = Long.parseLong(vector.text("fee"));
        Optional<Bytes> memo =
                vector.json().get("memo").isNull()
                        ? Optional.empty()
                        : Optional.of(ascii(vector.text("memo")));
        StacksTransaction payment =
                vector.text("asset").equals("STX")
                        ? Vectors.PAYER.payStx(
                                network, recipient, amount, memo.orElseThrow(), nonce, fee)
                        : Vectors.PAYER.payToken(
                                network,
                                Vectors.contract(vector.text("asset")),
                                recipient,
                                amount,
                                memo,
                                nonce,
                                fee);
        assertThat(Vectors.hex(payment.bytes())).isEqualTo(vector.text("hex"));
        assertThat(Vectors.PAYER.address(network).text()).isEqualTo(vector.text("from"));
    }

    /** What the payer signed for any sponsor, and what the sponsor made of it. */
    @Test
    void sponsorsByteForByteAsTheRealLibrary() throws MalformedBytes {
        Vectors.Transaction complete = Vectors.Transaction.named("stx-sponsored-complete");
        StacksTransaction offered = Vectors.Transaction.named("stx-sponsored-origin-only").parsed();
        assertThat(offered.awaitsSponsor()).isTrue();
        StacksTransaction signed =
                Vectors.SPONSOR.sponsor(
                        offered,
                        Long.parseLong(complete.text("sponsorNonce")),
                        Long.parseLong(complete.text("sponsorFee")));
        assertThat(Vectors.hex(signed.bytes())).isEqualTo(complete.text("hex"));
        assertThat(signed.txid()).isEqualTo(complete.text("txid"));
        assertThat(signed.awaitsSponsor()).isFalse();
        assertThat(Vectors.SPONSOR.sponsors(signed)).isTrue();
        assertThat(Vectors.ATTACKER.sponsors(signed)).isFalse();
        StacksTransaction own =
                Vectors.PAYER.leaveFee(
                        Vectors.PAYER.payStx(
                                StacksNetwork.TESTNET,
                                Vectors.principal(complete.text("recipient")),
                                Long.parseLong(complete.text("amount")),
                                ascii(complete.text("memo")),
                                Long.parseLong(complete.text("nonce")),
                                180));
        assertThat(SigningHash.originPresign(own)).isEqualTo(SigningHash.originPresign(offered));
    }

    @Test
    void theMarkOfACompressedKeyMakesNoDifference() {
        String key = "edf9aee84d9b7abc145504dde6726c64f369d37ee34ded868fabd876c26570bc";
        assertThat(Wallet.of(key).publicKey()).isEqualTo(Wallet.of(key + "01").publicKey());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "edf9",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "edf9aee84d9b7abc145504dde6726c64f369d37ee34ded868fabd876c26570bc02",
                "xdf9aee84d9b7abc145504dde6726c64f369d37ee34ded868fabd876c26570bc",
                "edf9aee84d9b7abc145504dde6726c64f369d37ee34ded868fabd876c26570bc0101"
            })
    void refusesWhatIsNoPrivateKeyWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> Wallet.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a private key");
    }

    @Test
    void refusesAMemoThatIsTooLong() {
        Principal payTo = Vectors.payTo(StacksNetwork.TESTNET);
        assertThatThrownBy(() ->
                        Vectors.PAYER.payStx(
                                StacksNetwork.TESTNET, payTo, 1, Bytes.zeros(35), 0, 180))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Bytes ascii(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
