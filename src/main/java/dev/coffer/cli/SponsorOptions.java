package dev.coffer.cli;

import dev.coffer.Checklist;
import dev.coffer.cli.client.Failure;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Sponsor;
import dev.coffer.payment.stacks.Sponsoring;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.Wallet;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who pays fees on Stacks for payers, and for which payments. Its key is no option: ps shows them.
 */
final class SponsorOptions {

    private static final String KEY = "COFFER_SPONSOR_KEY";

    /** On the devnet: a wallet of play money that it makes itself. */
    private static final String PLAY = "play";

    private static final String TERMS = "--sponsor-terms";

    @Option(
            names = "--sponsor",
            defaultValue = "${env:COFFER_SPONSOR}",
            paramLabel = "ADDRESS",
            description =
                    "Pay the fees of Stacks payments that leave it to you, from this address, whose private key is in "
                            + KEY
                            + " (on the devnet also: play).")
    private @Nullable String sponsor;

    @Option(
            names = TERMS,
            split = ",",
            defaultValue = "${env:COFFER_SPONSOR_TERMS}",
            paramLabel = "NAME=N",
            description =
                    "What it pays at most, in STX: fee=0.003 for a payment, day=1 in a day; payer=20 payments a day of one payer; and asset=STX, for each that is sponsored (default all).")
    private @Nullable List<String> terms;

    boolean isSaid() {
        return said().isPresent() || !MoneyOptions.said(terms).isEmpty();
    }

    private Optional<String> said() {
        return MoneyOptions.said(sponsor);
    }

    /**
     * The sponsor, if there is to be one; what could lose money is refused.
     *
     * @param payTo who is paid
     * @param devnet whether the network is the built-in one
     */
    Optional<Sponsoring> sponsoring(StacksNetwork network, String payTo, boolean devnet) {
        if (said().isEmpty()) {
            if (isSaid()) {
                throw new Failure(TERMS + " goes with --sponsor: the address that pays the fees");
            }
            return Optional.empty();
        }
        Sponsor.Terms most = terms(MoneyOptions.said(terms));
        if (devnet && said().get().equals(PLAY)) {
            return Optional.of(new Sponsoring(Optional.empty(), most));
        }
        return Optional.of(
                new Sponsoring(
                        Optional.of(wallet(network, said().get(), payTo, Environment.of(KEY))),
                        most));
    }

    static Wallet wallet(
            StacksNetwork network, String address, String payTo, Optional<String> key) {
        StacksAddress own =
                StacksAddress.parse(address)
                        .filter(network::owns)
                        .orElseThrow(() ->
                                new Failure(
                                        "--sponsor %s is no address of the Stacks %s; those begin with %s"
                                                .formatted(
                                                        address,
                                                        network.v1Name(),
                                                        network.marks())));
        Checklist.requireSponsor(own, payTo);
        Wallet wallet =
                key.map(SponsorOptions::wallet)
                        .orElseThrow(() ->
                                new Failure(
                                        "--sponsor needs %s in the environment: the private key of %s, and of nothing else"
                                                .formatted(KEY, address)));
        if (!wallet.address(network).equals(own)) {
            throw new Failure(
                    "%s is not the key of --sponsor %s, but of %s"
                            .formatted(KEY, address, wallet.address(network).text()));
        }
        return wallet;
    }

    private static Wallet wallet(String key) {
        try {
            return Wallet.of(key);
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    KEY + " is no private key: 64 hex digits, with or without 01 after them");
        }
    }

    /** Settings like {@code fee=0.002} in place of the usual ones. */
    static Sponsor.Terms terms(List<String> settings) {
        Sponsor.Terms usual = Sponsor.Terms.usual(StacksTokens.ASSETS);
        long fee = usual.feeMost();
        long day = usual.dayMost();
        long payer = usual.payerMost();
        Set<Asset> assets = EnumSet.noneOf(Asset.class);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            String value = setting.substring(equals + 1);
            try {
                switch (equals < 0 ? "" : setting.substring(0, equals)) {
                    case "fee" -> fee = Asset.STX.units(value);
                    case "day" -> day = Asset.STX.units(value);
                    case "payer" -> payer = Long.parseLong(value);
                    case "asset" ->
                            assets.add(
                                    Asset.named(value)
                                            .filter(StacksTokens.ASSETS::contains)
                                            .orElseThrow(IllegalArgumentException::new));
                    default -> throw new IllegalArgumentException();
                }
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new Failure(
                        TERMS
                                + " is like fee=0.003, day=1, payer=20 or asset=sBTC, not "
                                + setting);
            }
        }
        try {
            return new Sponsor.Terms(assets.isEmpty() ? usual.assets() : assets, fee, day, payer);
        } catch (IllegalArgumentException e) {
            throw new Failure(TERMS + ": " + e.getMessage());
        }
    }
}
