package dev.coffer.payment.facilitate;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Facilitation;
import dev.coffer.payment.Facilitation.Demand;
import dev.coffer.payment.Payments;
import dev.coffer.payment.Rail;
import dev.coffer.payment.SignedPayment;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.Presented;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The facilitator's API of x402-stacks 1.x: signed transactions are settled, and mined ones looked
 * up. Its library reads {@code validation_errors}, servers of it send {@code errors}: here are
 * both.
 */
public final class StacksFacilitatorApi {

    private static final int TRANSACTION_CHARS = 8_194;
    private static final int RECIPIENT_CHARS = 180;
    private static final int MEMO_CHARS = 68;
    private static final int PASSED_OVER_CHARS = 4_096;

    /**
     * What was to be paid.
     *
     * @param passedOver what the library sends besides
     */
    record Expected(
            String network,
            Optional<String> token,
            String recipient,
            long minAmount,
            Optional<String> sender,
            Ignored passedOver) {
        static final Shape<Expected> SHAPE =
                Shape.of(
                        Expected::new,
                        Field.choice("network", List.of("mainnet", "testnet"), "The network."),
                        Field.text(
                                        "token_type",
                                        1,
                                        8,
                                        "STX, SBTC or USDCX, what is to be paid with; STX if left out.")
                                .optional(),
                        Field.text("expected_recipient", 1, RECIPIENT_CHARS, "Who is to be paid."),
                        Field.whole(
                                "min_amount",
                                1,
                                Long.MAX_VALUE,
                                "How much at least, in the smallest unit."),
                        Field.text("expected_sender", 1, RECIPIENT_CHARS, "Who is to have paid.")
                                .optional(),
                        Ignored.SHAPE);

        Rail rail(Facilitation facilitation) {
            return facilitation.rail(rail -> rail.v1().equals(new Offer.V1.Flat(network)));
        }

        Demand on(Rail rail) {
            Asset asset =
                    Asset.named(token.orElse(Asset.STX.symbol()))
                            .filter(rail.verifier().assets()::contains)
                            .orElseThrow(() ->
                                    Problem.invalid("token_type", "must be STX, SBTC or USDCX"));
            return PaymentRequirements.on(
                    rail,
                    asset,
                    BigInteger.valueOf(minAmount),
                    recipient,
                    Limits.OFFER_SECONDS.value());
        }

        void requireSender(SignedPayment signed) {
            if (sender.filter(s -> !s.equals(signed.name().payer())).isPresent()) {
                throw new Problem(
                        ErrorCode.SENDER_MISMATCH, "The payer is another than the one expected.");
            }
        }
    }

    /** What was bought by it, which nothing depends on. */
    record Ignored(Optional<String> resource, Optional<String> method) {
        static final Shape<Ignored> SHAPE =
                Shape.of(
                        Ignored::new,
                        Field.text("resource", 0, PASSED_OVER_CHARS, "What it buys; not looked at.")
                                .optional(),
                        Field.text("method", 0, PASSED_OVER_CHARS, "Its method; not looked at.")
                                .optional());
    }

    record Settling(String transaction, Expected expected) {
        static final Shape<Settling> SHAPE =
                Shape.of(
                        Settling::new,
                        Field.text(
                                "signed_transaction",
                                1,
                                TRANSACTION_CHARS,
                                "The signed transaction in hex."),
                        Expected.SHAPE);
    }

    record LookedUp(String txid, Optional<String> memo, Expected expected) {
        static final Shape<LookedUp> SHAPE =
                Shape.of(
                        LookedUp::new,
                        Field.text("tx_id", 64, 66, "A transaction's id, 64 hex digits."),
                        Field.text("expected_memo", 0, MEMO_CHARS, "What its memo is to be.")
                                .optional(),
                        Expected.SHAPE);

        /** In one spelling. */
        String id() {
            String digits = txid.startsWith("0x") ? txid.substring(2) : txid;
            if (!digits.matches("[0-9a-fA-F]{64}")) {
                throw Problem.invalid("tx_id", "must be 64 hex digits");
            }
            return digits.toLowerCase(Locale.ROOT);
        }
    }

    private final Facilitation facilitation;

    private StacksFacilitatorApi(Facilitation facilitation) {
        this.facilitation = facilitation;
    }

    public static Endpoint<?, ?>[] endpoints(Facilitation facilitation) {
        StacksFacilitatorApi api = new StacksFacilitatorApi(facilitation);
        return new Endpoint<?, ?>[] {
            Endpoint.pure("/api/v1/settle", Settling.SHAPE, TransferShown.Settled.class)
                    .forAnybody()
                    .methods("POST")
                    .says("Settles a signed Stacks transfer for x402-stacks 1.x.")
                    .example(
                            """
                            {"signed_transaction": "80800000000400", "network": "testnet",
                             "expected_recipient": "ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG",
                             "min_amount": 1000, "token_type": "STX"}\
                            """)
                    .fails(FacilitatorApi.REFUSALS)
                    .does(api::settle),
            Endpoint.pure("/api/v1/verify", LookedUp.SHAPE, TransferShown.Verified.class)
                    .forAnybody()
                    .methods("POST")
                    .says("What a Stacks transfer moved, for x402-stacks 1.x; keeps nothing.")
                    .example(
                            """
                            {"tx_id": "%s", "network": "testnet",
                             "expected_recipient": "ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG",
                             "min_amount": 1000}\
                            """
                                    .formatted("0".repeat(64)))
                    .fails(FacilitatorApi.REFUSALS)
                    .does(api::verify)
        };
    }

    private Reply<TransferShown.Settled> settle(Call<Settling> call) {
        Expected expected = call.input().expected();
        facilitation.admit(call.request());
        TransferShown shown = TransferShown.none(expected);
        try {
            Rail rail = expected.rail(facilitation);
            Demand demand = expected.on(rail);
            SignedPayment signed = rail.verifier().read(Presented.bare(call.input().transaction()));
            VerifiedPayment payment = facilitation.judge(signed, demand);
            shown = TransferShown.of(payment, expected);
            expected.requireSender(signed);
            Payments.Settled where = facilitation.settle(payment, demand);
            return Reply.of(shown.settled(where.txid(), "confirmed", where.height(), List.of()));
        } catch (Problem problem) {
            Problem no = Refusal.of(problem);
            return Reply.of(
                    shown.settled(
                            Refusal.open(no),
                            Refusal.isOpen(no) ? "pending" : "failed",
                            0,
                            List.of(no.code() + ": " + no.detail())));
        }
    }

    private Reply<TransferShown.Verified> verify(Call<LookedUp> call) {
        Expected expected = call.input().expected();
        String txid = call.input().id();
        facilitation.admit(call.request());
        TransferShown shown = TransferShown.none(expected);
        try {
            Rail rail = expected.rail(facilitation);
            Demand demand = expected.on(rail);
            Optional<byte[]> bytes = facilitation.transaction(rail, txid);
            if (bytes.isEmpty()) {
                throw new Problem(ErrorCode.NOT_FOUND, "The network has no such transaction.");
            }
            String hex = HexFormat.of().formatHex(bytes.get());
            SignedPayment signed = rail.verifier().read(Presented.bare(hex));
            VerifiedPayment payment = facilitation.judge(signed, demand);
            shown = TransferShown.of(payment, expected);
            expected.requireSender(signed);
            shown.requireMemo(call.input().memo());
            return Reply.of(shown.verified(facilitation.lookUp(rail, payment)));
        } catch (Problem problem) {
            Problem no = Refusal.of(problem);
            return Reply.of(
                    shown.verified(txid, "failed", 0, List.of(no.code() + ": " + no.detail())));
        }
    }
}
