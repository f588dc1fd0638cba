package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Payer;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Sponsor;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

/** Who pays fees is told from who must not; the key is in no refusal. */
class SponsorOptionsTest {

    private static final String PAY_TO = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";

    private final String key = Payer.randomKey();
    private final String address = Wallet.of(key).address(StacksNetwork.MAINNET).text();

    private void refused(String sponsor, Optional<String> by, String reason) {
        assertThatThrownBy(() -> SponsorOptions.wallet(StacksNetwork.MAINNET, sponsor, PAY_TO, by))
                .hasMessageContaining(reason)
                .message()
                .doesNotContain(key);
    }

    @Test
    void theKeyIsThatOfTheAddress() {
        assertThat(
                        SponsorOptions.wallet(
                                        StacksNetwork.MAINNET, address, PAY_TO, Optional.of(key))
                                .address(StacksNetwork.MAINNET)
                                .text())
                .isEqualTo(address);
    }

    @Test
    void wrongOnesAreRefusedWithTheirReason() {
        String onTestnet = Wallet.of(key).address(StacksNetwork.TESTNET).text();
        refused(onTestnet, Optional.of(key), "is no address of the Stacks mainnet");
        refused("nobody", Optional.of(key), "those begin with SP or SM");
        refused(PAY_TO, Optional.of(key), "--sponsor is --pay-to");
        refused(address, Optional.empty(), "--sponsor needs COFFER_SPONSOR_KEY");
        refused(address, Optional.of(key.substring(2)), "COFFER_SPONSOR_KEY is no private key");
        refused(
                "SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4",
                Optional.of(key),
                "is not the key of --sponsor SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4, but of "
                        + address);
    }

    @Test
    void anAccountOfClarinetIsRefused() {
        assertThatThrownBy(() ->
                        SponsorOptions.wallet(
                                StacksNetwork.TESTNET,
                                "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM",
                                PAY_TO,
                                Optional.of(key)))
                .hasMessageContaining("whose key everybody has");
    }

    @Test
    void termsAreRead() {
        Sponsor.Terms terms =
                SponsorOptions.terms(
                        List.of("fee=0.001", "day=2", "payer=3", "asset=sBTC", "asset=USDCx"));
        assertThat(terms.feeMost()).isEqualTo(1_000);
        assertThat(terms.dayMost()).isEqualTo(2_000_000);
        assertThat(terms.payerMost()).isEqualTo(3);
        assertThat(terms.assets()).containsExactlyInAnyOrder(Asset.SBTC, Asset.USDCX);
        assertThat(SponsorOptions.terms(List.of()).assets()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fee",
                "fee=",
                "fee=0",
                "fee=-1",
                "fee=0.0000001",
                "payer=0",
                "asset=USDC",
                "day=0.001",
                "nights=1"
            })
    void termsThatAreNoneAreRefused(String setting) {
        assertThatThrownBy(() -> SponsorOptions.terms(List.of(setting)))
                .hasMessageStartingWith("--sponsor-terms");
    }

    @Test
    void aStartWithoutItsKeyIsRefused() {
        Cli cli =
                Cli.run(
                        "serve",
                        "--payments",
                        "stacks",
                        "--network",
                        "mainnet",
                        "--node",
                        "http://127.0.0.1:1",
                        "--pay-to",
                        PAY_TO,
                        "--sponsor",
                        address,
                        "--public-url",
                        "https://coffer.test");
        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err()).contains("--sponsor needs COFFER_SPONSOR_KEY");
    }
}
