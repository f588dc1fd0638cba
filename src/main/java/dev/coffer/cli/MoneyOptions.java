package dev.coffer.cli;

import dev.coffer.Checklist;
import dev.coffer.Config;
import dev.coffer.MoneySettings;
import dev.coffer.cli.client.Failure;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Deposits;
import dev.coffer.payment.Prices;
import dev.coffer.payment.Rail;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.evm.EvmNetwork;
import dev.coffer.payment.evm.EvmVerifier;
import dev.coffer.payment.evm.RemoteFacilitator;
import dev.coffer.payment.stacks.Confirmations;
import dev.coffer.payment.stacks.StacksNode;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.payment.stacks.StacksVerifier;
import dev.coffer.stacks.StacksNetwork;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which money is taken, where, and for how much. Keys are no options: ps shows them. */
final class MoneyOptions {

    static final String NODE_KEY = "COFFER_NODE_KEY";
    private static final String FACILITATOR_KEY = "COFFER_FACILITATOR_KEY";

    @Option(
            names = "--payments",
            defaultValue = "${env:COFFER_PAYMENTS:-devnet}",
            description =
                    "devnet: a built-in chain with play money; stacks: a Stacks network; off: trust the header X-Payer, on loopback only (default ${DEFAULT-VALUE}).")
    private String payments = "devnet";

    @Option(
            names = "--network",
            defaultValue = "${env:COFFER_NETWORK}",
            paramLabel = "NAME",
            description = "With --payments stacks: mainnet, or testnet.")
    private @Nullable String network;

    @Option(
            names = "--node",
            defaultValue = "${env:COFFER_NODE}",
            paramLabel = "URL",
            description =
                    "Like https://api.mainnet.hiro.so: a Stacks node with its API. If it wants a key (x-api-key), it is in "
                            + NODE_KEY
                            + ".")
    private @Nullable String node;

    @Option(
            names = "--pay-to",
            defaultValue = "${env:COFFER_PAY_TO}",
            paramLabel = "ADDRESS",
            description = "Stacks address that is paid (on the devnet: its treasury).")
    private @Nullable String payTo;

    @Option(
            names = "--confirmations",
            split = ",",
            defaultValue = "${env:COFFER_CONFIRMATIONS}",
            paramLabel = "ASSET=N",
            description = "Blocks until a transfer is credited, like sBTC=3 (default 1 each).")
    private @Nullable List<String> confirmations;

    @Option(
            names = "--token",
            split = ",",
            defaultValue = "${env:COFFER_TOKEN}",
            paramLabel = "ASSET=ID",
            description =
                    "Another contract of a token of Stacks, like sBTC=ADDRESS.sbtc-token::sbtc-token.")
    private @Nullable List<String> tokens;

    @Option(
            names = "--evm",
            defaultValue = "${env:COFFER_EVM}",
            paramLabel = "NAME",
            description = "Take USDC too, on base or on base-sepolia.")
    private @Nullable String evm;

    @Option(
            names = "--evm-pay-to",
            defaultValue = "${env:COFFER_EVM_PAY_TO}",
            paramLabel = "0x...",
            description = "Address that is paid there, with --evm.")
    private @Nullable String evmPayTo;

    @Option(
            names = "--facilitator",
            defaultValue = "${env:COFFER_FACILITATOR}",
            paramLabel = "URL",
            description =
                    "An x402 facilitator, v1 or v2, that carries payments there and is believed; if it wants a key (bearer), it is in "
                            + FACILITATOR_KEY
                            + ".")
    private @Nullable String facilitator;

    @Option(
            names = "--facilitate",
            defaultValue = "${env:COFFER_FACILITATE:-false}",
            description =
                    "Verify and settle x402 payments to anybody too: /verify, /settle, /supported.")
    private boolean facilitate;

    @Option(
            names = "--new-pay-to",
            description =
                    "This once, let the store be paid to other addresses than before: no other store is paid to them.")
    private boolean newPayTo;

    @Option(
            names = "--price",
            split = ",",
            defaultValue = "${env:COFFER_PRICE}",
            paramLabel = "TIER.ASSET=COINS",
            description = "Another price, like storage_write.STX=0.002.")
    private @Nullable List<String> prices;

    @Option(
            names = "--deposit",
            split = ",",
            defaultValue = "${env:COFFER_DEPOSIT}",
            paramLabel = "ASSET=COINS..COINS",
            description =
                    "The least and the most of a deposit, like STX=0.1..2 (default: worth 0.05 to 1 USD; on the devnet any).")
    private @Nullable List<String> deposits;

    @Option(
            names = "--settling",
            split = ",",
            defaultValue = "${env:COFFER_SETTLING}",
            paramLabel = "ASSET=COINS",
            description =
                    "What a chain takes for one payment: a call that costs less is not offered by itself; 0 offers all (default: STX=0.0003 and as much in sBTC and USDCx; on the devnet 0).")
    private @Nullable List<String> settling;

    @Mixin private SponsorOptions sponsor = new SponsorOptions();

    Config.Money money() {
        return switch (payments.toLowerCase(Locale.ROOT)) {
            case "devnet" -> Config.Money.DEVNET;
            case "stacks" -> Config.Money.CHAINS;
            case "off" -> Config.Money.OFF;
            default -> throw new Failure("--payments is devnet, stacks or off, not " + payments);
        };
    }

    /** Who is paid on the devnet, if there is one. */
    String payTo() {
        return said(payTo).orElse(Devnet.TREASURY);
    }

    Prices prices() {
        Deposits usual = money() == Config.Money.CHAINS ? Deposits.usual() : Deposits.ANY;
        return Prices.defaults()
                .with(said(prices))
                .with(usual.with(said(deposits), said(settling)));
    }

    /**
     * @param publicUrl where callers reach the service
     */
    MoneySettings settings(Optional<String> publicUrl) {
        List<Rail> rails = new ArrayList<>();
        evm(publicUrl).ifPresent(rails::add);
        stacks().ifPresent(rails::add);
        if (money() == Config.Money.OFF) {
            if (!rails.isEmpty()) {
                throw new Failure("--evm takes payments: it does not go with --payments off");
            }
            if (sponsor.isSaid()) {
                throw new Failure("with --payments off there is no fee to --sponsor");
            }
            if (facilitate) {
                throw new Failure("with --payments off there is nothing to --facilitate");
            }
            return MoneySettings.usual();
        }
        boolean devnet = money() == Config.Money.DEVNET;
        return new MoneySettings(
                rails,
                facilitate,
                Optional.of(new Checklist(rails, devnet, publicUrl, newPayTo)),
                devnet
                        ? sponsor.sponsoring(StacksNetwork.TESTNET, payTo(), true)
                        : Optional.empty());
    }

    private Optional<Rail> stacks() {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--network", said(network).isPresent());
        given.put("--node", said(node).isPresent());
        given.put("--confirmations", !said(confirmations).isEmpty());
        given.put("--token", !said(tokens).isEmpty());
        if (money() != Config.Money.CHAINS) {
            requireNone(given, "--payments stacks");
            return Optional.empty();
        }
        StacksNetwork on = stacksNetwork();
        StacksTokens known = tokens(on, said(tokens));
        StacksNode.Asking asking =
                StacksNode.Asking.of(
                        url(
                                "--node",
                                required(
                                        node,
                                        "--payments stacks needs --node: the URL of a Stacks node with its API, like https://api.mainnet.hiro.so")),
                        Environment.of(NODE_KEY));
        if (on == StacksNetwork.MAINNET && asking.url().getPath().endsWith("/devnet")) {
            throw new Failure(
                    "--node is a devnet, whose money is play money: name a node of the mainnet");
        }
        String paid =
                required(
                        payTo,
                        "--payments stacks needs --pay-to: an address of the %s whose key only you have"
                                .formatted(on.v1Name()));
        return Optional.of(
                StacksVerifier.rail(
                        known,
                        paid,
                        new StacksNode(asking, known, Confirmations.of(said(confirmations))),
                        sponsor.sponsoring(on, paid, false)));
    }

    private StacksNetwork stacksNetwork() {
        String name = required(network, "--payments stacks needs --network, mainnet or testnet");
        return Arrays.stream(StacksNetwork.values())
                .filter(n -> n.v1Name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new Failure("--network is mainnet or testnet, not " + name));
    }

    /** Where tokens stand on a network, as settings like {@code sBTC=ADDRESS.name::asset} say. */
    static StacksTokens tokens(StacksNetwork on, List<String> settings) {
        StacksTokens known = StacksTokens.of(on);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            Asset asset =
                    (equals < 0
                                    ? Optional.<Asset>empty()
                                    : Asset.named(setting.substring(0, equals)))
                            .filter(a -> a == Asset.SBTC || a == Asset.USDCX)
                            .orElseThrow(() ->
                                    new Failure(
                                            "--token is like sBTC=ADDRESS.sbtc-token::sbtc-token, or USDCx=..., not "
                                                    + setting));
            known = known.with(asset, StacksTokens.Token.parse(setting.substring(equals + 1)));
        }
        return known;
    }

    private Optional<Rail> evm(Optional<String> publicUrl) {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--evm-pay-to", said(evmPayTo).isPresent());
        given.put("--facilitator", said(facilitator).isPresent());
        if (said(evm).isEmpty()) {
            requireNone(given, "--evm");
            return Optional.empty();
        }
        String name = said(evm).get();
        EvmNetwork on =
                EvmNetwork.named(name)
                        .orElseThrow(
                                () -> new Failure("--evm is base or base-sepolia, not " + name));
        String paid =
                required(evmPayTo, "--evm needs --evm-pay-to: an address whose key only you have");
        URI carrier =
                url(
                        "--facilitator",
                        required(
                                facilitator,
                                "--evm needs --facilitator: the URL of an x402 facilitator that settles on "
                                        + name));
        return Optional.of(
                EvmVerifier.rail(
                        on,
                        paid,
                        new RemoteFacilitator(
                                on,
                                publicUrl.orElse("http://localhost/"),
                                carrier,
                                Environment.of(FACILITATOR_KEY)),
                        InstantSource.system()));
    }

    private void requireNone(Map<String, Boolean> given, String needed) {
        String without =
                given.entrySet().stream()
                        .filter(Map.Entry::getValue)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(", "));
        if (!without.isEmpty()) {
            throw new Failure(
                    "%s: for payments on a chain, which need %s".formatted(without, needed));
        }
    }

    private static String required(@Nullable String value, String otherwise) {
        return said(value).orElseThrow(() -> new Failure(otherwise));
    }

    static Optional<String> said(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    static List<String> said(@Nullable List<String> values) {
        return values == null
                ? List.of()
                : values.stream().filter(value -> !value.isEmpty()).toList();
    }

    static URI url(String option, String text) {
        try {
            URI url = URI.create(text);
            if (text.matches("https?://.+") && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // As below.
        }
        throw new Failure(option + " is a URL that begins with http:// or https://, not " + text);
    }
}
