package dev.coffer.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class PaymentCheckTest {
    private static final StacksNetwork TESTNET = StacksNetwork.TESTNET;
    private static final Requirement REQUIREMENT = Vectors.requirement(TESTNET);
    private static final Principal PAY_TO = Vectors.payTo(TESTNET);
    private static final Principal.Contract SBTC =
            Vectors.contract("ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT.sbtc-token");
    private static final Principal ORIGIN = new Principal.Standard(Vectors.PAYER.address(TESTNET));
    private static final Bytes NO_MEMO = Bytes.zeros(0);
    private static final long FEE = 1000;

    private final PaymentCheck check = new PaymentCheck();

    static Stream<Vectors.Transaction> transactions() {
        return Vectors.Transaction.all();
    }

    /** What the vectors say in words, in our codes. */
    private static final Map<String, String> CODES =
            Map.of(
                    "valid-origin; needs-sponsor", "invalid_transaction_state",
                    "signature invalid", "signature_validation_failed",
                    "asset mismatch", "unrecognized_asset");

    @ParameterizedTest
    @MethodSource("transactions")
    void judgesEveryVectorAsExpected(Vectors.Transaction vector) {
        String expected = vector.text("expect");
        for (Curve curve : List.of(Curve.FASTEST, new BouncyCastleCurve())) {
            var outcome = new PaymentCheck(curve).check(vector.requirement(), vector.text("hex"));
            if (expected.equals("valid")) {
                assertThat(outcome).isEqualTo(valid(vector));
            } else {
                assertThat(code(outcome)).isEqualTo(CODES.getOrDefault(expected, expected));
            }
        }
    }

    private static PaymentCheck.Valid valid(Vectors.Transaction vector) {
        String asset = vector.text("asset");
        String memo = vector.json().get("memo").isNull() ? "" : vector.text("memo");
        return new PaymentCheck.Valid(
                vector.text("from"),
                asset.equals("STX") ? "STX" : asset.endsWith("sbtc-token") ? "sBTC" : "USDCx",
                Long.parseLong(vector.text("amount")),
                vector.text("txid"),
                Long.parseLong(vector.text("nonce")),
                Long.parseLong(vector.json().path("sponsorFee").asString(vector.text("fee"))),
                vector.text("presignSighash"),
                Bytes.of(vector.bytes()),
                Bytes.of(memo.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void takesHexWithPrefixAndInUpperCase() {
        String hex = Vectors.Transaction.named("stx-transfer-testnet").text("hex");
        var plain = check.check(REQUIREMENT, hex);
        assertThat(plain).isInstanceOf(PaymentCheck.Valid.class);
        assertThat(check.check(REQUIREMENT, "0x" + hex)).isEqualTo(plain);
        assertThat(check.check(REQUIREMENT, hex.toUpperCase(Locale.ROOT))).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "0", "0x0", "zz", "0x0x", "80 0", "\u0660\u0660", "{}", "00"})
    void refusesWhatIsNoTransaction(String hex) {
        assertThat(code(check.check(REQUIREMENT, hex))).isEqualTo("invalid_payload");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(code(check.check(REQUIREMENT, "00".repeat(2049)))).isEqualTo("invalid_payload");
        assertThat(code(check.check(REQUIREMENT, "0x" + "00".repeat(2_000_000))))
                .isEqualTo("invalid_payload");
    }

    @Test
    void bothMarksOfTheNetworkMustFit() {
        StacksTransaction good = stx(500);
        StacksTransaction otherVersion =
                new StacksTransaction(
                        0x00,
                        good.chainId(),
                        good.origin(),
                        good.sponsor(),
                        good.anchorMode(),
                        good.postConditionMode(),
                        good.postConditions(),
                        good.payload());
        StacksTransaction otherChain =
                new StacksTransaction(
                        good.version(),
                        0x80000001,
                        good.origin(),
                        good.sponsor(),
                        good.anchorMode(),
                        good.postConditionMode(),
                        good.postConditions(),
                        good.payload());
        assertThat(codeOf(Vectors.PAYER.sign(otherVersion))).isEqualTo("invalid_network");
        assertThat(codeOf(Vectors.PAYER.sign(otherChain))).isEqualTo("invalid_network");
    }

    @Test
    void aHighSIsRefusedThoughItIsTheSameKeys() {
        StacksTransaction good = stx(500);
        byte[] vrs = good.origin().signature().vrs().array();
        BigInteger order =
                new BigInteger(
                        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        BigInteger high = order.subtract(new BigInteger(1, vrs, 33, 32));
        byte[] bytes = high.toByteArray();
        System.arraycopy(bytes, bytes.length - 32, vrs, 33, 32);
        vrs[0] ^= 1;
        Signature other = new Signature(Bytes.of(vrs));
        assertThat(Curve.FASTEST.recover(other, SigningHash.originPresign(good)))
                .contains(Vectors.PAYER.publicKey());
        assertThat(codeOf(good.withOrigin(good.origin().signed(other))))
                .isEqualTo("signature_validation_failed");
    }

    @Test
    void anotherKeysSignatureIsRefused() {
        assertThat(codeOf(Vectors.ATTACKER.sign(stx(500))))
                .isEqualTo("signature_validation_failed");
    }

    @Test
    void aScriptHashSignerPaysFromItsScriptAddress() {
        Hash160 signer = HashMode.P2WPKH_IN_P2SH.signer(Vectors.PAYER.publicKey(), true);
        SpendingCondition origin =
                new SpendingCondition(
                        HashMode.P2WPKH_IN_P2SH, signer, 4, FEE, true, Signature.EMPTY);
        var outcome = check(REQUIREMENT, Vectors.PAYER.sign(stx(500).withOrigin(origin)));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PaymentCheck.Valid.class,
                        valid -> {
                            assertThat(valid.payer()).startsWith("SN");
                            assertThat(StacksAddress.parse(valid.payer()))
                                    .contains(new StacksAddress(21, signer));
                        });
    }

    @Test
    void anUncompressedKeyPaysFromItsOwnAddress() {
        Hash160 signer = HashMode.P2PKH.signer(Vectors.PAYER.publicKey(), false);
        SpendingCondition origin =
                new SpendingCondition(HashMode.P2PKH, signer, 4, FEE, false, Signature.EMPTY);
        var outcome = check(REQUIREMENT, Vectors.PAYER.sign(stx(500).withOrigin(origin)));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PaymentCheck.Valid.class,
                        valid ->
                                assertThat(StacksAddress.parse(valid.payer()))
                                        .contains(new StacksAddress(26, signer)));
    }

    @Test
    void amountsAreTakenFromThePriceToAHundredTimesIt() {
        assertThat(codeOf(stx(499))).isEqualTo("amount_insufficient");
        assertThat(codeOf(stx(0))).isEqualTo("amount_insufficient");
        assertThat(amountOf(REQUIREMENT, stx(500))).isEqualTo(500);
        assertThat(amountOf(REQUIREMENT, stx(50_000))).isEqualTo(50_000);
        assertThat(codeOf(stx(50_001))).isEqualTo("amount_excessive");
        assertThat(codeOf(stx(-1))).as("2^64 - 1").isEqualTo("amount_excessive");
        assertThat(codeOf(sbtc(9))).isEqualTo("amount_insufficient");
        assertThat(amountOf(REQUIREMENT, sbtc(1000))).isEqualTo(1000);
        assertThat(codeOf(sbtc(1001))).isEqualTo("amount_excessive");
    }

    @Test
    void aDepositIsAnyPositiveAmount() {
        Requirement deposit =
                new Requirement(
                        TESTNET,
                        PAY_TO,
                        List.of(
                                new Accepted.Native("STX", 0),
                                new Accepted.Token("sBTC", SBTC, "sbtc-token", 0)),
                        0);
        assertThat(code(check(deposit, stx(0)))).isEqualTo("amount_insufficient");
        assertThat(amountOf(deposit, stx(1))).isEqualTo(1);
        assertThat(amountOf(deposit, stx(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(code(check(deposit, stx(Long.MIN_VALUE)))).isEqualTo("amount_excessive");
        BigInteger huge = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);
        var call = transfer(new ClarityValue.UInt(huge), ORIGIN, PAY_TO, new ClarityValue.None());
        assertThat(code(check(deposit, signed(call)))).isEqualTo("amount_excessive");
    }

    @Test
    void anAssetThatIsNotAcceptedIsRefused() {
        Requirement stxOnly =
                new Requirement(TESTNET, PAY_TO, List.of(new Accepted.Native("STX", 500)), 0);
        Requirement none = new Requirement(TESTNET, PAY_TO, List.of(), 0);
        assertThat(code(check(stxOnly, sbtc(10)))).isEqualTo("unrecognized_asset");
        assertThat(code(check(none, stx(500)))).isEqualTo("unrecognized_asset");
    }

    @Test
    void onlyTheTransferOfSip010Pays() {
        ClarityValue amount = ClarityValue.UInt.of(10);
        ClarityValue from = new ClarityValue.PrincipalValue(ORIGIN);
        ClarityValue to = new ClarityValue.PrincipalValue(PAY_TO);
        ClarityValue none = new ClarityValue.None();
        Stream.of(
                        new Payload.ContractCall(SBTC, "burn", List.of(amount, from, to, none)),
                        new Payload.ContractCall(SBTC, "transfer", List.of(amount, from, to)),
                        new Payload.ContractCall(
                                SBTC, "transfer", List.of(amount, from, to, none, none)),
                        new Payload.ContractCall(
                                SBTC,
                                "transfer",
                                List.of(new ClarityValue.Int(BigInteger.TEN), from, to, none)),
                        new Payload.ContractCall(SBTC, "transfer", List.of(amount, to, none, none)))
                .forEach(call ->
                        assertThat(codeOf(signed(call)))
                                .as("%s", call)
                                .isEqualTo("unsupported_scheme"));
    }

    @Test
    void thePayeeMustBeTheWholePrincipal() {
        var ofSameAddress = new Principal.Contract(PAY_TO.address(), "vault");
        var otherKind = new Principal.Standard(new StacksAddress(21, PAY_TO.address().hash()));
        for (Principal other : List.of(ofSameAddress, otherKind, ORIGIN)) {
            assertThat(codeOf(pay(other))).isEqualTo("recipient_mismatch");
        }
        Requirement toContract = new Requirement(TESTNET, ofSameAddress, REQUIREMENT.accepted(), 0);
        assertThat(amountOf(toContract, pay(ofSameAddress))).isEqualTo(500);
        assertThat(code(check(toContract, stx(500)))).isEqualTo("recipient_mismatch");
    }

    @Test
    void nobodyPaysThemselves() {
        Requirement toPayer = new Requirement(TESTNET, ORIGIN, REQUIREMENT.accepted(), 0);
        assertThat(code(check(toPayer, pay(ORIGIN)))).isEqualTo("sender_mismatch");
    }

    @Test
    void aMemoIsNoneOrAShortBuffer() {
        var amount = ClarityValue.UInt.of(10);
        Bytes longest = Bytes.of("x".repeat(34).getBytes(StandardCharsets.US_ASCII));
        var good = transfer(amount, ORIGIN, PAY_TO, some(longest));
        assertThat(check(REQUIREMENT, signed(good)))
                .isInstanceOfSatisfying(
                        PaymentCheck.Valid.class, v -> assertThat(v.memo()).isEqualTo(longest));
        for (ClarityValue memo :
                List.of(some(Bytes.zeros(35)), new ClarityValue.Bool(true), amount)) {
            assertThat(codeOf(signed(transfer(amount, ORIGIN, PAY_TO, memo))))
                    .isEqualTo("invalid_memo");
        }
    }

    @Test
    void anStxTransferHasNoConditions() {
        var condition = new PostCondition.Stx(Optional.empty(), Comparison.EQUAL, amount(500));
        for (PostConditionMode mode : PostConditionMode.values()) {
            StacksTransaction stx = stx(500);
            assertThat(codeOf(with(stx, mode, List.of(condition))))
                    .isEqualTo("invalid_post_conditions");
            assertThat(amountOf(REQUIREMENT, with(stx, mode, List.of()))).isEqualTo(500);
        }
    }

    @Test
    void withoutConditionsATokenTransferNeedsTheModeAllow() {
        assertThat(amountOf(REQUIREMENT, sbtc(10))).isEqualTo(10);
        for (PostConditionMode mode :
                List.of(PostConditionMode.DENY, PostConditionMode.ORIGINATOR)) {
            assertThat(codeOf(with(sbtc(10), mode, List.of())))
                    .isEqualTo("invalid_post_conditions");
        }
    }

    @ParameterizedTest
    @EnumSource(Comparison.class)
    void conditionsMustBeTrueOfTheTransfer(Comparison comparison) {
        for (int limit = 9; limit <= 11; limit++) {
            boolean holds =
                    switch (comparison) {
                        case EQUAL -> limit == 10;
                        case GREATER -> limit == 9;
                        case GREATER_OR_EQUAL -> limit <= 10;
                        case LESS -> limit == 11;
                        case LESS_OR_EQUAL -> limit >= 10;
                    };
            for (Optional<Principal> who :
                    List.of(Optional.<Principal>empty(), Optional.of(ORIGIN))) {
                var condition = sent(who, SBTC, "sbtc-token", comparison, limit);
                var outcome =
                        check(
                                REQUIREMENT,
                                with(sbtc(10), PostConditionMode.DENY, List.of(condition)));
                assertThat(outcome instanceof PaymentCheck.Valid).isEqualTo(holds);
            }
        }
    }

    @Test
    void everyConditionMustBeAboutTheTransfer() {
        var good = sent(Optional.empty(), SBTC, "sbtc-token", Comparison.EQUAL, 10);
        var otherContract = new Principal.Contract(SBTC.address(), "other-token");
        var asset = new PostCondition.AssetName(SBTC, "sbtc-token");
        for (PostCondition bad :
                List.of(
                        new PostCondition.Stx(Optional.empty(), Comparison.GREATER, amount(0)),
                        sent(Optional.of(PAY_TO), SBTC, "sbtc-token", Comparison.EQUAL, 10),
                        sent(Optional.empty(), otherContract, "sbtc-token", Comparison.EQUAL, 10),
                        sent(Optional.empty(), SBTC, "sbtc-token-locked", Comparison.EQUAL, 10),
                        new PostCondition.NonFungibleToken(
                                Optional.empty(), asset, ClarityValue.UInt.of(1), 0x12))) {
            for (PostConditionMode mode : PostConditionMode.values()) {
                assertThat(codeOf(with(sbtc(10), mode, List.of(good, bad))))
                        .as("%s", bad)
                        .isEqualTo("invalid_post_conditions");
            }
        }
        assertThat(
                        amountOf(
                                REQUIREMENT,
                                with(sbtc(10), PostConditionMode.DENY, List.of(good, good))))
                .isEqualTo(10);
    }

    @Test
    void aFeeUnderTheNodesFloorIsRefused() {
        Requirement node =
                new Requirement(
                        TESTNET, PAY_TO, REQUIREMENT.accepted(), Requirement.NODE_MIN_FEE_PER_BYTE);
        assertThat(code(check(node, Vectors.PAYER.payStx(TESTNET, PAY_TO, 500, NO_MEMO, 0, 179))))
                .isEqualTo("fee_too_low");
        assertThat(amountOf(node, Vectors.PAYER.payStx(TESTNET, PAY_TO, 500, NO_MEMO, 0, 180)))
                .isEqualTo(500);
        for (String low : List.of("sbtc-transfer-testnet-postcond", "stx-sponsored-complete")) {
            var outcome = check.check(node, Vectors.Transaction.named(low).text("hex"));
            assertThat(code(outcome)).isEqualTo("fee_too_low");
        }
    }

    @Test
    void refusalsAreSaidInWords() {
        var refused = (PaymentCheck.Invalid) check(REQUIREMENT, stx(499));
        assertThat(refused.message())
                .isEqualTo("Paid are 499, required are 500, in the smallest unit of STX.");
    }

    @Test
    void aPayeeOfAnotherNetworkIsAMistakeOfTheServer() {
        Principal mainnet = Vectors.payTo(StacksNetwork.MAINNET);
        assertThatThrownBy(() -> new Requirement(TESTNET, mainnet, List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static StacksTransaction stx(long amount) {
        return Vectors.PAYER.payStx(TESTNET, PAY_TO, amount, NO_MEMO, 4, FEE);
    }

    private static StacksTransaction pay(Principal recipient) {
        return Vectors.PAYER.payStx(TESTNET, recipient, 500, NO_MEMO, 4, FEE);
    }

    private static StacksTransaction sbtc(long amount) {
        return Vectors.PAYER.payToken(TESTNET, SBTC, PAY_TO, amount, Optional.empty(), 4, FEE);
    }

    private static Payload transfer(
            ClarityValue amount, Principal from, Principal to, ClarityValue memo) {
        return new Payload.ContractCall(
                SBTC,
                "transfer",
                List.of(
                        amount,
                        new ClarityValue.PrincipalValue(from),
                        new ClarityValue.PrincipalValue(to),
                        memo));
    }

    private static ClarityValue some(Bytes memo) {
        return new ClarityValue.Some(new ClarityValue.Buffer(memo));
    }

    private static StacksTransaction signed(Payload payload) {
        StacksTransaction good = sbtc(10);
        return Vectors.PAYER.sign(
                new StacksTransaction(
                        good.version(),
                        good.chainId(),
                        good.origin(),
                        good.sponsor(),
                        good.anchorMode(),
                        good.postConditionMode(),
                        good.postConditions(),
                        payload));
    }

    private static StacksTransaction with(
            StacksTransaction good, PostConditionMode mode, List<PostCondition> conditions) {
        return Vectors.PAYER.sign(
                new StacksTransaction(
                        good.version(),
                        good.chainId(),
                        good.origin(),
                        good.sponsor(),
                        good.anchorMode(),
                        mode,
                        conditions,
                        good.payload()));
    }

    private static PostCondition sent(
            Optional<Principal> who,
            Principal.Contract contract,
            String asset,
            Comparison comparison,
            long amount) {
        return new PostCondition.FungibleToken(
                who, new PostCondition.AssetName(contract, asset), comparison, amount(amount));
    }

    private static BigInteger amount(long amount) {
        return BigInteger.valueOf(amount);
    }

    private PaymentCheck.Outcome check(Requirement requirement, StacksTransaction transaction) {
        return check.check(requirement, Vectors.hex(transaction.bytes()));
    }

    private String codeOf(StacksTransaction transaction) {
        return code(check(REQUIREMENT, transaction));
    }

    private static String code(PaymentCheck.Outcome outcome) {
        return switch (outcome) {
            case PaymentCheck.Valid valid -> "valid";
            case PaymentCheck.Invalid(var code, var message) -> code;
        };
    }

    private long amountOf(Requirement requirement, StacksTransaction transaction) {
        return switch (check(requirement, transaction)) {
            case PaymentCheck.Valid valid -> valid.amount();
            case PaymentCheck.Invalid invalid -> throw new AssertionError(invalid);
        };
    }
}
