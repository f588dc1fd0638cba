package dev.coffer;

import dev.coffer.evm.EvmAddress;
import dev.coffer.payment.PriceLists;
import dev.coffer.payment.Rail;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.evm.EvmNetwork;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.store.Tx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What must hold before money is taken. A start for which it does not is refused, with a sentence
 * that says what to do: what is wrong here costs real money, and is seen too late.
 *
 * @param rails the chains on which it is paid
 * @param devnet whether play money is taken beside them
 * @param publicUrl where callers reach it
 * @param newPayTo whether the operator knows that the store was paid to other addresses before
 */
public record Checklist(
        List<Rail> rails, boolean devnet, Optional<String> publicUrl, boolean newPayTo) {

    /** Where money is worth something. */
    private static final Set<String> REAL =
            Set.of(StacksNetwork.MAINNET.caip2(), EvmNetwork.BASE.caip2());

    /** Clarinet's first account: its words stand in every project that was made with it. */
    private static final StacksAddress CLARINETS =
            StacksAddress.parse("ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM").orElseThrow();

    /** Where tokens are sent to be gone. */
    private static final String DEAD = "dead";

    /**
     * What can be said without the store.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public Checklist {
        rails = List.copyOf(rails);
        rails.forEach(Checklist::requireSpendable);
        requireOneKind(rails, devnet);
        if (isReal(rails) && publicUrl.filter(url -> url.startsWith("https://")).isEmpty()) {
            throw new IllegalArgumentException(
                    "real money is taken only with --public-url, the https:// URL that callers use: tokens travel by it, and wallets sign in to it");
        }
    }

    /** Whether any of it is worth something. */
    public static boolean isReal(List<Rail> rails) {
        return rails.stream().anyMatch(Checklist::isReal);
    }

    private static boolean isReal(Rail rail) {
        return REAL.contains(rail.network());
    }

    private static void requireSpendable(Rail rail) {
        String payTo = rail.verifier().payTo();
        Optional<StacksAddress> stacks = Principal.parse(payTo).map(Principal::address);
        Optional<String> evm = EvmAddress.parse(payTo).map(EvmAddress::digits);
        if (stacks.filter(Checklist::isBurn).isPresent()
                || evm.filter(Checklist::isBurn).isPresent()) {
            throw new IllegalArgumentException(
                    "what is paid to %s is lost, as nobody has its key: give %s an address of your own"
                            .formatted(payTo, option(rail)));
        }
        if (evm.filter(Checklist::isToken).isPresent()) {
            throw new IllegalArgumentException(
                    "what is paid to %s is lost, as it is the token's own contract: give --evm-pay-to an address of your own"
                            .formatted(payTo));
        }
        if (stacks.filter(address -> address.hash().equals(CLARINETS.hash())).isPresent()) {
            throw new IllegalArgumentException(
                    "what is paid to %s anybody can take, as its key is published with Clarinet: give %s an address of your own"
                            .formatted(payTo, option(rail)));
        }
    }

    /**
     * Who pays fees has its key on this machine: nobody else's may be near it.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static void requireSponsor(StacksAddress sponsor, String payTo) {
        boolean isPaid =
                Principal.parse(payTo)
                        .map(Principal::address)
                        .filter(paid -> paid.hash().equals(sponsor.hash()))
                        .isPresent();
        if (isPaid) {
            throw new IllegalArgumentException(
                    "--sponsor is --pay-to: what is paid would lie with a key that is on this machine; give --sponsor an address of its own, with no more in it than fees");
        }
        if (sponsor.hash().equals(CLARINETS.hash()) || isBurn(sponsor)) {
            throw new IllegalArgumentException(
                    "--sponsor %s is an address whose key everybody has, or nobody: give it one of your own"
                            .formatted(sponsor.text()));
        }
    }

    private static boolean isBurn(StacksAddress address) {
        byte[] hash = address.hash().value().array();
        return isAll(hash, (byte) 0) || isAll(hash, (byte) 0xff);
    }

    private static boolean isAll(byte[] bytes, byte one) {
        for (byte each : bytes) {
            if (each != one) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBurn(String digits) {
        String end = digits.substring(digits.length() - DEAD.length());
        boolean zeros = digits.substring(0, digits.length() - DEAD.length()).matches("0+");
        // The first few are the chain's own contracts.
        return zeros && (end.equals(DEAD) || end.startsWith("0"));
    }

    private static boolean isToken(String digits) {
        return Arrays.stream(EvmNetwork.values())
                .anyMatch(network -> network.domain().contract().digits().equals(digits));
    }

    private static String option(Rail rail) {
        return StacksNetwork.ofCaip2(rail.network()).isPresent() ? "--pay-to" : "--evm-pay-to";
    }

    private static void requireOneKind(List<Rail> rails, boolean devnet) {
        if (!isReal(rails)) {
            return;
        }
        String real = networks(rails, Checklist::isReal);
        String test = networks(rails, rail -> !isReal(rail));
        if (devnet) {
            throw new IllegalArgumentException(
                    "real money is taken on %s, and --payments devnet gives play money to anybody (POST /devnet/faucet), which buys the same calls: take --payments stacks, or a test network beside the devnet"
                            .formatted(real));
        }
        if (!test.isEmpty()) {
            throw new IllegalArgumentException(
                    "real money is taken on %s, and test money, which anybody is given, on %s, where it buys the same calls: take networks of one kind"
                            .formatted(real, test));
        }
    }

    private static String networks(List<Rail> rails, Predicate<Rail> which) {
        return rails.stream().filter(which).map(Rail::network).collect(Collectors.joining(", "));
    }

    /**
     * What has to be asked of the store; in the transaction in which the recipients become known.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    void require(Tx tx) {
        Map<String, String> paid = PriceLists.recipients(tx);
        boolean wasReal = paid.keySet().stream().anyMatch(REAL::contains);
        if (isReal(rails) && paid.keySet().stream().anyMatch(network -> !REAL.contains(network))) {
            throw new IllegalArgumentException(
                    "this store was paid with play money or test money, and its balances are not told apart: real money needs a new store, by another --data or --store");
        }
        if (!isReal(rails) && wasReal) {
            throw new IllegalArgumentException(
                    "this store was paid with real money, and its balances are not told apart: play money and test money need a new store, by another --data or --store");
        }
        if (!devnet && Devnet.isUsed(tx)) {
            throw new IllegalArgumentException(
                    "this store holds a devnet's accounts, and payments on a chain would be taken for the devnet's: take a new store, by another --data or --store");
        }
        if (!newPayTo) {
            rails.forEach(rail -> requireSame(rail, Optional.ofNullable(paid.get(rail.network()))));
        }
    }

    private static void requireSame(Rail rail, Optional<String> before) {
        String payTo = rail.verifier().payTo();
        if (before.filter(address -> !address.equals(payTo)).isPresent()) {
            throw new IllegalArgumentException(
                    "this store was paid to %s on %s, and %s says %s: where two stores are paid to one address, each credits every payment; if this one is no other store's, start once with --new-pay-to"
                            .formatted(before.get(), rail.network(), option(rail), payTo));
        }
    }
}
