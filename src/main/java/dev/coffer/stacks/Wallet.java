package dev.coffer.stacks;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A private key and what is done with it: its address, payments, others' fees, signed messages. The
 * payments are, byte for byte, what the x402 clients for Stacks make of the same values.
 *
 * <p>Never shows the key. A payment is signed but not sent; that its nonce and fee fit the chain is
 * the caller's care.
 */
public final class Wallet {
    private static final int KEY_HEX_CHARS = 64;

    /** How Stacks tools mark a key that is used with its compressed public key. */
    private static final String COMPRESSED_MARK = "01";

    private static final int ANY_ANCHOR = 3;

    private final byte[] privateKey;
    private final PublicKey publicKey;

    private Wallet(byte[] privateKey) {
        this.privateKey = privateKey;
        this.publicKey = Curve.FASTEST.publicKey(privateKey);
    }

    /**
     * From 64 hex digits, with or without {@code 01} after them.
     *
     * @throws IllegalArgumentException if it is no private key; the message does not repeat it
     */
    public static Wallet of(String privateKeyHex) {
        boolean marked =
                privateKeyHex.length() == KEY_HEX_CHARS + COMPRESSED_MARK.length()
                        && privateKeyHex.endsWith(COMPRESSED_MARK);
        String digits = marked ? privateKeyHex.substring(0, KEY_HEX_CHARS) : privateKeyHex;
        return Bytes.parseHex(digits)
                .map(key -> new Wallet(key.array()))
                .orElseThrow(() -> new IllegalArgumentException("not a private key"));
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    public StacksAddress address(StacksNetwork network) {
        return network.address(HashMode.P2PKH, HashMode.P2PKH.signer(publicKey, true));
    }

    /**
     * Pays STX.
     *
     * @param amount µSTX
     * @param memo at most 34 bytes
     * @param fee µSTX
     */
    public StacksTransaction payStx(
            StacksNetwork network,
            Principal recipient,
            long amount,
            Bytes memo,
            long nonce,
            long fee) {
        if (memo.size() > Payload.TokenTransfer.MEMO_BYTES) {
            throw new IllegalArgumentException("a memo has 34 bytes at most");
        }
        Bytes padded = Bytes.of(Arrays.copyOf(memo.array(), Payload.TokenTransfer.MEMO_BYTES));
        Payload transfer = new Payload.TokenTransfer(recipient, BigInteger.valueOf(amount), padded);
        return sign(network, PostConditionMode.DENY, transfer, nonce, fee);
    }

    /**
     * Pays a token by the {@code transfer} of SIP-010. In mode Allow without post-conditions: the
     * name of the asset within the contract need not be known.
     *
     * @param amount smallest units
     * @param memo at most 34 bytes
     * @param fee µSTX
     */
    public StacksTransaction payToken(
            StacksNetwork network,
            Principal.Contract token,
            Principal recipient,
            long amount,
            Optional<Bytes> memo,
            long nonce,
            long fee) {
        Principal sender = new Principal.Standard(address(network));
        Payload call =
                new Payload.ContractCall(
                        token,
                        Transfer.FUNCTION,
                        List.of(
                                ClarityValue.UInt.of(amount),
                                new ClarityValue.PrincipalValue(sender),
                                new ClarityValue.PrincipalValue(recipient),
                                memo.<ClarityValue>map(m ->
                                                new ClarityValue.Some(new ClarityValue.Buffer(m)))
                                        .orElseGet(ClarityValue.None::new)));
        return sign(network, PostConditionMode.ALLOW, call, nonce, fee);
    }

    private StacksTransaction sign(
            StacksNetwork network,
            PostConditionMode postConditionMode,
            Payload payload,
            long nonce,
            long fee) {
        Hash160 signer = HashMode.P2PKH.signer(publicKey, true);
        SpendingCondition unsigned =
                new SpendingCondition(HashMode.P2PKH, signer, nonce, fee, true, Signature.EMPTY);
        return sign(
                new StacksTransaction(
                        network.transactionVersion(),
                        network.chainId(),
                        unsigned,
                        Optional.empty(),
                        ANY_ANCHOR,
                        postConditionMode,
                        List.of(),
                        payload));
    }

    /** With this key's signature in the origin's place, whosever that is. */
    StacksTransaction sign(StacksTransaction unsigned) {
        byte[] presign = SigningHash.originPresign(unsigned);
        Signature signature = Curve.FASTEST.sign(privateKey, presign);
        return unsigned.withOrigin(unsigned.origin().signed(signature));
    }

    /** Signs a payment of this key once more, with its fee left to whoever sponsors it. */
    public StacksTransaction leaveFee(StacksTransaction paid) {
        SpendingCondition by = paid.origin();
        SpendingCondition free =
                new SpendingCondition(
                        by.mode(), by.signer(), by.nonce(), 0, by.compressedKey(), Signature.EMPTY);
        return sign(paid.withOrigin(free).withSponsor(SpendingCondition.ANY_SPONSOR));
    }

    /**
     * Signs in the sponsor's place of a transaction that its origin signed: pays its fee.
     *
     * @param nonce this key's
     * @param fee µSTX
     */
    public StacksTransaction sponsor(StacksTransaction offered, long nonce, long fee) {
        Hash160 signer = HashMode.P2PKH.signer(publicKey, true);
        SpendingCondition unsigned =
                new SpendingCondition(HashMode.P2PKH, signer, nonce, fee, true, Signature.EMPTY);
        StacksTransaction whole = offered.withSponsor(unsigned);
        Signature signature = Curve.FASTEST.sign(privateKey, SigningHash.sponsorPresign(whole));
        return whole.withSponsor(unsigned.signed(signature));
    }

    /** Whether it is this key that sponsors a transaction. */
    public boolean sponsors(StacksTransaction transaction) {
        Hash160 own = HashMode.P2PKH.signer(publicKey, true);
        return transaction
                .sponsor()
                .filter(by -> by.mode() == HashMode.P2PKH && by.signer().equals(own))
                .isPresent();
    }

    /** Signs a hash of {@link StacksMessage}: 65 bytes r, s, recovery id, as wallets do. */
    public Bytes signMessage(byte[] hash) {
        return Curve.FASTEST.sign(privateKey, hash).rsv();
    }
}
