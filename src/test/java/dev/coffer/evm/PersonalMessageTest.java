package dev.coffer.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.EvmWallet;
import dev.coffer.stacks.Vectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.HexFormat;
import java.util.Optional;

/** Addresses and signatures, against what viem made of the same. */
class PersonalMessageTest {

    private static final JsonNode VECTOR = Vectors.ALL.path("siwxEvm");
    private static final String TEXT = VECTOR.path("message").asString();
    private static final Optional<EvmAddress> SIGNER =
            EvmAddress.parse(VECTOR.path("address").asString());

    private static byte[] signature() {
        return HexFormat.of().parseHex(VECTOR.path("signature").asString().substring(2));
    }

    @Test
    void theSignerIsFound() {
        assertThat(PersonalMessage.signer(TEXT, signature())).isPresent().isEqualTo(SIGNER);
        byte[] fromZero = signature();
        fromZero[64] -= 27;
        assertThat(PersonalMessage.signer(TEXT, fromZero)).isEqualTo(SIGNER);
    }

    @Test
    void aKeySignsAsItsAddress() {
        JsonNode payment = Vectors.ALL.path("eip3009").path(0);
        EvmWallet wallet = EvmWallet.of(payment.path("privateKey").asString().substring(2));
        assertThat(wallet.address()).isEqualTo(payment.path("from").asString());
        assertThat(wallet.sign(TEXT)).isEqualTo(VECTOR.path("signature").asString());
    }

    @Test
    void anotherTextOrSignatureIsAnothersOrNobodys() {
        assertThat(PersonalMessage.signer(TEXT + " ", signature())).isNotEqualTo(SIGNER);
        for (int i = 0; i < PersonalMessage.SIGNATURE_BYTES; i++) {
            byte[] changed = signature();
            changed[i] ^= 1;
            assertThat(PersonalMessage.signer(TEXT, changed)).as("byte %d", i).isNotEqualTo(SIGNER);
        }
        assertThat(PersonalMessage.signer(TEXT, new byte[64])).isEmpty();
        assertThat(PersonalMessage.signer(TEXT, new byte[65])).isEmpty();
        byte[] over = signature();
        java.util.Arrays.fill(over, 0, 32, (byte) 0xff);
        assertThat(PersonalMessage.signer(TEXT, over)).isEmpty();
    }

    /** Those of ERC-55. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x52908400098527886E0F7030069857D2E4169EE7",
                "0xde709f2102306220921060314715629080e2fb77",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
                "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
            })
    void anAddressHasOneText(String text) {
        EvmAddress address = EvmAddress.parse(text).orElseThrow();
        assertThat(address.text()).isEqualTo(text);
        assertThat(EvmAddress.parse("0x" + address.digits())).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0",
                "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(EvmAddress.parse(text)).isEmpty();
    }
}
