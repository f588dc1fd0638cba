package dev.coffer.payment.devnet;

import dev.coffer.payment.Asset;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Curve;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.PostConditionCheck;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Refused;
import dev.coffer.stacks.SigningHash;
import dev.coffer.stacks.SpendingCondition;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Transfer;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A signed transfer as the devnet mines it: STX, or a token by its contract's {@code transfer}
 * (SIP-010). Other transactions the devnet does not take.
 *
 * @param fee uSTX, paid by the sender, or by the sponsor where there is one
 * @param awaitsSponsor whether nobody pays it yet, so that it can't be mined as it is
 */
record DevnetTransfer(
        String txid,
        String sender,
        String recipient,
        Asset asset,
        long amount,
        long nonce,
        long fee,
        Optional<Sponsor> sponsor,
        boolean awaitsSponsor,
        Bytes bytes) {

    int sizeBytes() {
        return bytes.size();
    }

    /** Who pays the fee for another, with a nonce of its own. */
    record Sponsor(String address, long nonce) {
        private static Sponsor of(SpendingCondition by) {
            return new Sponsor(NETWORK.address(by.mode(), by.signer()).text(), by.nonce());
        }
    }

    private static final StacksNetwork NETWORK = StacksNetwork.TESTNET;

    /** From a transaction's bytes; empty if it is none that its sender signed for the devnet. */
    static Optional<DevnetTransfer> of(byte[] bytes) {
        return orAwaiting(bytes).filter(transfer -> !transfer.awaitsSponsor());
    }

    /** The same, or one that awaits its sponsor. */
    static Optional<DevnetTransfer> orAwaiting(byte[] bytes) {
        try {
            return of(StacksTransaction.parse(bytes), Bytes.of(bytes));
        } catch (MalformedBytes | Refused e) {
            return Optional.empty();
        }
    }

    private static Optional<DevnetTransfer> of(StacksTransaction transaction, Bytes bytes)
            throws Refused {
        SpendingCondition origin = transaction.origin();
        Transfer transfer = Transfer.read(transaction.payload(), Devnet.TOKENS.anyAmount());
        Principal sender = new Principal.Standard(NETWORK.address(origin.mode(), origin.signer()));
        PostConditionCheck.check(transaction, transfer, sender);
        boolean minable =
                transaction.version() == NETWORK.transactionVersion()
                        && transaction.chainId() == NETWORK.chainId()
                        && (transaction.awaitsSponsor() || isSponsored(transaction, sender))
                        && isPositiveLong(transfer.amount())
                        && transfer.sender().map(sender::equals).orElse(true)
                        && origin.isSignedOver(
                                SigningHash.originPresign(transaction), Curve.FASTEST);
        return minable
                ? Optional.of(
                        new DevnetTransfer(
                                transaction.txid(),
                                sender.text(),
                                transfer.recipient().text(),
                                Asset.required(transfer.asset().key()),
                                transfer.amount().longValueExact(),
                                origin.nonce(),
                                transaction.awaitsSponsor() ? 0 : transaction.fee(),
                                transaction.sponsor().map(Sponsor::of),
                                transaction.awaitsSponsor(),
                                bytes))
                : Optional.empty();
    }

    /** By another, who signed for it; or it needs none. */
    private static boolean isSponsored(StacksTransaction transaction, Principal sender) {
        return transaction
                .sponsor()
                .map(by ->
                        !Sponsor.of(by).address().equals(sender.text())
                                && by.isSignedOver(
                                        SigningHash.sponsorPresign(transaction), Curve.FASTEST))
                .orElse(true);
    }

    private static boolean isPositiveLong(BigInteger amount) {
        return amount.signum() > 0 && amount.bitLength() < Long.SIZE;
    }
}
