package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Comparison;
import dev.coffer.stacks.Conditioned;
import dev.coffer.stacks.PostCondition;
import dev.coffer.stacks.PostConditionMode;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What post-conditions a paid transfer may have, on the devnet and over a node: none with Allow, or
 * such as are about this transfer and true of it. Others could let it fail after it was taken.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostConditionsTest {

    private static final long PRICE = 1_000;
    private static final long FEE = 600;
    private static final String MAINNET = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";

    /** Where it is paid. */
    enum Over {
        DEVNET(Devnet.TOKENS, X402.PAY_TO),
        NODE(StacksTokens.of(ScriptedNode.NETWORK), MAINNET);

        private final StacksTokens tokens;
        private final Principal payTo;

        Over(StacksTokens tokens, String payTo) {
            this.tokens = tokens;
            this.payTo = Principal.parse(payTo).orElseThrow();
        }

        StacksNetwork network() {
            return tokens.network();
        }
    }

    private final ScriptedNode node = new ScriptedNode();
    private final Service service = Service.ticking();

    @BeforeAll
    void start() {
        StacksTokens tokens = Over.NODE.tokens;
        StacksNode.Asking asking = StacksNode.Asking.of(node.url(), Optional.empty());
        StacksNode chain =
                new StacksNode(
                        new StacksNode.Asking(
                                asking.url(),
                                asking.key(),
                                asking.patience(),
                                asking.budget(),
                                Duration.ofMillis(40)),
                        tokens,
                        Confirmations.USUAL);
        service.restartPaidOn(StacksVerifier.rail(tokens, MAINNET, chain));
    }

    @AfterAll
    void stop() {
        service.close();
        node.close();
    }

    private StacksTransaction paid(Over over, Wallet wallet, Asset asset) {
        return asset == Asset.STX
                ? wallet.payStx(over.network(), over.payTo, PRICE, Bytes.of(new byte[0]), 0, FEE)
                : wallet.payToken(
                        over.network(),
                        over.tokens.token(asset).contract(),
                        over.payTo,
                        PRICE,
                        Optional.empty(),
                        0,
                        FEE);
    }

    /** A call that costs 1000 of the asset, or less, paid with these conditions. */
    private Answered pays(
            Over over, Asset asset, Wallet wallet, PostConditionMode mode, PostCondition... with) {
        StacksTransaction signed =
                Conditioned.by(wallet, paid(over, wallet, asset), mode, List.of(with));
        Map<String, Object> accepted = new LinkedHashMap<>(X402.accepted(asset, PRICE));
        accepted.put("network", over.network().caip2());
        accepted.put("asset", over.tokens.name(asset));
        accepted.put("payTo", over.payTo.text());
        return service.post(
                "/api/counter/increment",
                "{\"name\": \"c\"}",
                X402.v2(accepted, HexFormat.of().formatHex(signed.bytes())));
    }

    private Wallet funded() {
        return Payer.funded(service).wallet();
    }

    private static PostCondition sent(Over over, Asset asset, Comparison how, long amount) {
        StacksTokens.Token token = over.tokens.token(asset);
        return Conditioned.sent(token.contract(), token.assetName(), how, amount);
    }

    @ParameterizedTest
    @EnumSource
    void allowAndNoneOrDenyAndTheExactOneAreTaken(Over over) {
        for (Asset asset : List.of(Asset.SBTC, Asset.USDCX)) {
            PostCondition exact = sent(over, asset, Comparison.EQUAL, PRICE);
            PostCondition atMost = sent(over, asset, Comparison.LESS_OR_EQUAL, PRICE);
            pays(over, asset, funded(), PostConditionMode.ALLOW).expect(200);
            pays(over, asset, funded(), PostConditionMode.ALLOW, exact).expect(200);
            pays(over, asset, funded(), PostConditionMode.DENY, exact).expect(200);
            pays(over, asset, funded(), PostConditionMode.DENY, atMost).expect(200);
            pays(over, asset, funded(), PostConditionMode.ORIGINATOR, exact).expect(200);
            Wallet named = funded();
            pays(over, asset, named, PostConditionMode.DENY, by(over, asset, named)).expect(200);
        }
        for (PostConditionMode mode : PostConditionMode.values()) {
            pays(over, Asset.STX, funded(), mode).expect(200);
        }
    }

    private static PostCondition by(Over over, Asset asset, Wallet wallet) {
        StacksAddress address = wallet.address(over.network());
        StacksTokens.Token token = over.tokens.token(asset);
        return Conditioned.sent(
                Optional.of(new Principal.Standard(address)),
                token.contract(),
                token.assetName(),
                Comparison.EQUAL,
                PRICE);
    }

    @ParameterizedTest
    @EnumSource
    void anythingElseIsRefusedAndTheChainHearsNothing(Over over) {
        Wallet wallet = funded();
        Asset asset = Asset.SBTC;
        int told = node.broadcasts.get();
        StacksTokens.Token token = over.tokens.token(asset);
        List<PostCondition> bad =
                List.of(
                        sent(over, asset, Comparison.EQUAL, PRICE - 1),
                        sent(over, asset, Comparison.LESS, PRICE),
                        sent(over, asset, Comparison.GREATER, PRICE),
                        sent(over, Asset.USDCX, Comparison.EQUAL, PRICE),
                        Conditioned.sent(token.contract(), "other", Comparison.EQUAL, PRICE),
                        by(over, asset, Wallet.of(Payer.randomKey())),
                        Conditioned.sentStx(0));
        PostCondition exact = sent(over, asset, Comparison.EQUAL, PRICE);
        for (PostConditionMode mode : PostConditionMode.values()) {
            for (PostCondition each : bad) {
                refused(pays(over, asset, wallet, mode, each));
                refused(pays(over, asset, wallet, mode, exact, each));
            }
            refused(pays(over, Asset.STX, wallet, mode, Conditioned.sentStx(PRICE)));
        }
        refused(pays(over, asset, wallet, PostConditionMode.DENY));
        refused(pays(over, asset, wallet, PostConditionMode.ORIGINATOR));
        assertThat(node.broadcasts).hasValue(told);
        // It is as it was: the same nonce pays.
        pays(over, asset, wallet, PostConditionMode.DENY, exact).expect(200);
    }

    private void refused(Answered answered) {
        answered.expect(400, "invalid_post_conditions");
        service.clock().advance(Duration.ofSeconds(2)); // So many bad ones are too many at once.
    }
}
