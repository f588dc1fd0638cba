package dev.coffer.stacks;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Bad payments made by hand, each with one fault: those of the vectors and their kin, for a chain
 * where the vectors themselves would only be of the wrong network.
 */
public final class Forgeries {

    /**
     * @param code what the fault is to be called
     */
    public record Forgery(String name, String hex, String code) {}

    private static final long FEE = 600;
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final Principal.Contract SBTC =
            new Principal.Contract(
                    StacksAddress.parse("ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT").orElseThrow(),
                    "sbtc-token");
    private static final PostCondition.AssetName SBTC_ASSET =
            new PostCondition.AssetName(SBTC, "sbtc-token");

    private final List<Forgery> all = new ArrayList<>();
    private final Wallet payer;
    private final Wallet stranger;
    private final Principal payTo;
    private final long nonce;
    private final long stx;
    private final long sats;

    private Forgeries(
            Wallet payer, Wallet stranger, Principal payTo, long nonce, long stx, long sats) {
        this.payer = payer;
        this.stranger = stranger;
        this.payTo = payTo;
        this.nonce = nonce;
        this.stx = stx;
        this.sats = sats;
    }

    /**
     * All of them, but for their fault good payments of a price.
     *
     * @param payee the key of who is to be paid
     */
    public static List<Forgery> of(
            Wallet payer, Wallet stranger, Wallet payee, long nonce, long stx, long sats) {
        Principal payTo = new Principal.Standard(payee.address(StacksNetwork.TESTNET));
        Forgeries forgeries = new Forgeries(payer, stranger, payTo, nonce, stx, sats);
        forgeries.amountsAndParties(payee);
        forgeries.signatures();
        forgeries.networksAndSponsors();
        forgeries.tokens();
        forgeries.postConditions();
        forgeries.bytes();
        return List.copyOf(forgeries.all);
    }

    private void amountsAndParties(Wallet payee) {
        Principal other = new Principal.Standard(stranger.address(StacksNetwork.TESTNET));
        add("wrong recipient", pays(payer, other, stx, FEE), "recipient_mismatch");
        add(
                "a contract of the recipient",
                pays(payer, new Principal.Contract(payTo.address(), "vault"), stx, FEE),
                "recipient_mismatch");
        add("underpaid by one", pays(payer, payTo, stx - 1, FEE), "amount_insufficient");
        add("nothing paid", pays(payer, payTo, 0, FEE), "amount_insufficient");
        add("more than 100 times", pays(payer, payTo, stx * 100 + 1, FEE), "amount_excessive");
        add("the payee pays itself", pays(payee, payTo, stx, FEE), "sender_mismatch");
        add("a fee that no node takes", pays(payer, payTo, stx, 10), "fee_too_low");
    }

    private void signatures() {
        StacksTransaction good = pays(payer, payTo, stx, FEE);
        String code = "signature_validation_failed";
        byte[] amount = good.bytes();
        amount[amount.length - 34 - 1] ^= 1;
        add("amount changed after signing", amount, code);
        byte[] fee = good.bytes();
        fee[42] ^= 1;
        add("fee changed after signing", fee, code);
        byte[] nonceChanged = good.bytes();
        nonceChanged[34] ^= 1;
        add("nonce changed after signing", nonceChanged, code);
        add("signed by somebody else", stranger.sign(good), code);
        add("not signed", good.withOrigin(good.origin().signed(Signature.EMPTY)), code);
        byte[] vrs = good.origin().signature().vrs().array();
        BigInteger s = new BigInteger(1, vrs, 33, 32);
        byte[] high = unsigned32(ORDER.subtract(s));
        System.arraycopy(high, 0, vrs, 33, 32);
        vrs[0] ^= 1;
        Signature malleated = new Signature(Bytes.of(vrs));
        add("signature in its high-S form", good.withOrigin(good.origin().signed(malleated)), code);
        vrs[0] = 9;
        Signature recovery = new Signature(Bytes.of(vrs));
        add("recovery id 9", good.withOrigin(good.origin().signed(recovery)), code);
    }

    private void networksAndSponsors() {
        StacksTransaction good = pays(payer, payTo, stx, FEE);
        StacksNetwork main = StacksNetwork.MAINNET;
        StacksNetwork test = StacksNetwork.TESTNET;
        add("mainnet's", on(good, main.transactionVersion(), main.chainId()), "invalid_network");
        add(
                "mainnet's chain id",
                on(good, test.transactionVersion(), main.chainId()),
                "invalid_network");
        add(
                "mainnet's version",
                on(good, main.transactionVersion(), test.chainId()),
                "invalid_network");
        add(
                "awaits a sponsor",
                payer.sign(good.withSponsor(SpendingCondition.ANY_SPONSOR)),
                "invalid_transaction_state");
    }

    private void tokens() {
        Principal me = new Principal.Standard(payer.address(StacksNetwork.TESTNET));
        Principal other = new Principal.Standard(stranger.address(StacksNetwork.TESTNET));
        Principal.Contract fake = new Principal.Contract(other.address(), "sbtc-token");
        ClarityValue.None none = new ClarityValue.None();
        add("sender is not the signer", call(SBTC, "transfer", other, none), "sender_mismatch");
        add("a fake sBTC of that name", call(fake, "transfer", me, none), "unrecognized_asset");
        add("another function", call(SBTC, "transfer-memo", me, none), "unsupported_scheme");
        add(
                "a memo of 35 bytes",
                call(
                        SBTC,
                        "transfer",
                        me,
                        new ClarityValue.Some(new ClarityValue.Buffer(Bytes.zeros(35)))),
                "invalid_memo");
        add(
                "a memo that is a number",
                call(SBTC, "transfer", me, ClarityValue.UInt.of(1)),
                "invalid_memo");
        StacksTransaction good = call(SBTC, "transfer", me, none);
        Payload.ContractCall transfer = (Payload.ContractCall) good.payload();
        add(
                "three arguments",
                with(
                        good,
                        PostConditionMode.ALLOW,
                        List.of(),
                        new Payload.ContractCall(
                                SBTC, "transfer", transfer.arguments().subList(0, 3))),
                "unsupported_scheme");
    }

    private void postConditions() {
        String code = "invalid_post_conditions";
        StacksTransaction native_ = pays(payer, payTo, stx, FEE);
        StacksTransaction token =
                payer.payToken(
                        StacksNetwork.TESTNET, SBTC, payTo, sats, Optional.empty(), nonce, FEE);
        BigInteger paid = BigInteger.valueOf(sats);
        add(
                "STX with a post-condition",
                with(
                        native_,
                        PostConditionMode.ALLOW,
                        List.of(
                                new PostCondition.Stx(
                                        Optional.empty(),
                                        Comparison.EQUAL,
                                        BigInteger.valueOf(stx))),
                        native_.payload()),
                code);
        add(
                "a post-condition that can't be met",
                with(
                        token,
                        PostConditionMode.ALLOW,
                        List.of(sent(SBTC_ASSET, Comparison.LESS, paid)),
                        token.payload()),
                code);
        add(
                "a post-condition about another asset",
                with(
                        token,
                        PostConditionMode.ALLOW,
                        List.of(
                                sent(
                                        new PostCondition.AssetName(SBTC, "sbtc-locked"),
                                        Comparison.EQUAL,
                                        paid)),
                        token.payload()),
                code);
        add(
                "Deny without a post-condition",
                with(token, PostConditionMode.DENY, List.of(), token.payload()),
                code);
    }

    private static PostCondition sent(
            PostCondition.AssetName asset, Comparison comparison, BigInteger amount) {
        return new PostCondition.FungibleToken(Optional.empty(), asset, comparison, amount);
    }

    private void bytes() {
        String code = "invalid_payload";
        String good = HexFormat.of().formatHex(pays(payer, payTo, stx, FEE).bytes());
        add("a byte too many", good + "00", code);
        add("a byte too few", good.substring(0, good.length() - 2), code);
        add("half a byte", good + "0", code);
        add("multi-signature", good.substring(0, 12) + "01" + good.substring(14), code);
        add("a deployment", good.replaceFirst("0302000000000005", "0302000000000105"), code);
        add("too long", good + "00".repeat(2048), code);
        add("zeros", "00".repeat(180), code);
    }

    private StacksTransaction pays(Wallet from, Principal to, long amount, long fee) {
        Bytes memo = Bytes.zeros(0);
        return from.payStx(StacksNetwork.TESTNET, to, amount, memo, nonce, fee);
    }

    private StacksTransaction call(
            Principal.Contract contract, String function, Principal sender, ClarityValue memo) {
        StacksTransaction token =
                payer.payToken(
                        StacksNetwork.TESTNET, SBTC, payTo, sats, Optional.empty(), nonce, FEE);
        return with(
                token,
                PostConditionMode.ALLOW,
                List.of(),
                new Payload.ContractCall(
                        contract,
                        function,
                        List.of(
                                ClarityValue.UInt.of(sats),
                                new ClarityValue.PrincipalValue(sender),
                                new ClarityValue.PrincipalValue(payTo),
                                memo)));
    }

    private StacksTransaction on(StacksTransaction was, int version, int chainId) {
        return payer.sign(
                new StacksTransaction(
                        version,
                        chainId,
                        was.origin(),
                        was.sponsor(),
                        was.anchorMode(),
                        was.postConditionMode(),
                        was.postConditions(),
                        was.payload()));
    }

    private StacksTransaction with(
            StacksTransaction was,
            PostConditionMode mode,
            List<PostCondition> conditions,
            Payload payload) {
        return payer.sign(
                new StacksTransaction(
                        was.version(),
                        was.chainId(),
                        was.origin(),
                        was.sponsor(),
                        was.anchorMode(),
                        mode,
                        conditions,
                        payload));
    }

    private static byte[] unsigned32(BigInteger number) {
        byte[] out = new byte[32];
        byte[] bytes = number.toByteArray();
        int size = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - size, out, 32 - size, size);
        return out;
    }

    private void add(String name, StacksTransaction transaction, String code) {
        add(name, transaction.bytes(), code);
    }

    private void add(String name, byte[] bytes, String code) {
        add(name, HexFormat.of().formatHex(bytes), code);
    }

    private void add(String name, String hex, String code) {
        all.add(new Forgery(name, hex, code));
    }
}
