package dev.coffer.payment.facilitate;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Facilitation;
import dev.coffer.payment.Facilitation.Demand;
import dev.coffer.payment.Payments;
import dev.coffer.payment.Rail;
import dev.coffer.payment.SignedPayment;
import dev.coffer.payment.Sponsor;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.Presented;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The facilitator's API of x402, versions 1 and 2. A payment that is no good is a 200 that says so;
 * what can't be read, or not be asked now, is a problem like any.
 */
public final class FacilitatorApi {

    private static final String EXACT = "exact";
    private static final long PART_BYTES = 32_768;

    record Asked(long x402Version, RawJson paymentPayload, RawJson paymentRequirements) {
        static final Shape<Asked> SHAPE =
                Shape.of(
                        Asked::new,
                        Field.whole("x402Version", 1, 2, "1 or 2."),
                        Field.json(
                                "paymentPayload",
                                PART_BYTES,
                                "The payment, as its payer's client sent it: the JSON of PAYMENT-SIGNATURE or X-PAYMENT."),
                        Field.json(
                                PaymentRequirements.FIELD,
                                PART_BYTES,
                                "What the payer was offered: one of `accepts`."));

        /** Of the version that is said. */
        Presented presented() {
            Presented payment =
                    Presented.of(PaymentRequirements.object(paymentPayload, "paymentPayload"));
            boolean same = (payment.version() == Presented.Version.V1) == (x402Version == 1);
            if (!same) {
                throw new Problem(
                        ErrorCode.INVALID_X402_VERSION,
                        "`x402Version` is not the payment's; send the payment's.");
            }
            return payment;
        }

        PaymentRequirements requirements() {
            return PaymentRequirements.read(paymentRequirements, (int) x402Version);
        }
    }

    record Verified(
            boolean isValid,
            Optional<String> invalidReason,
            Optional<String> invalidMessage,
            Optional<String> payer) {}

    /**
     * @param transaction empty where none is known
     * @param network as it was asked for
     */
    record Settled(
            boolean success,
            Optional<String> errorReason,
            Optional<String> errorMessage,
            Optional<String> payer,
            String transaction,
            String network,
            Optional<String> amount) {}

    record Kind(int x402Version, String scheme, String network) {}

    /**
     * @param signers who signs besides payers: who pays their fees, where anybody does
     */
    record Supported(
            List<Kind> kinds, List<String> extensions, Map<String, List<String>> signers) {}

    private final Facilitation facilitation;

    private FacilitatorApi(Facilitation facilitation) {
        this.facilitation = facilitation;
    }

    public static Endpoint<?, ?>[] endpoints(Facilitation facilitation) {
        FacilitatorApi api = new FacilitatorApi(facilitation);
        return new Endpoint<?, ?>[] {
            Endpoint.pure("/verify", Asked.SHAPE, Verified.class)
                    .forAnybody()
                    .methods("POST")
                    .says("Whether an x402 payment to anybody could be settled; keeps nothing.")
                    .example(EXAMPLE)
                    .fails(REFUSALS)
                    .does(api::verify),
            Endpoint.pure("/settle", Asked.SHAPE, Settled.class)
                    .forAnybody()
                    .methods("POST")
                    .says("Settles an x402 payment to anybody, once; again, it answers the same.")
                    .example(EXAMPLE)
                    .fails(REFUSALS)
                    .does(api::settle),
            Endpoint.pure("/supported", Shape.nothing(), Supported.class)
                    .forAnybody()
                    .methods("GET")
                    .says("What payments can be verified and settled here.")
                    .does(api::supported)
        };
    }

    static final List<ErrorCode> REFUSALS =
            List.of(
                    ErrorCode.INVALID_PAYLOAD,
                    ErrorCode.INVALID_X402_VERSION,
                    ErrorCode.INVALID_REQUIREMENTS,
                    ErrorCode.CHAIN_UNAVAILABLE,
                    ErrorCode.STORE_UNAVAILABLE,
                    ErrorCode.CONTENDED,
                    ErrorCode.OUTCOME_UNKNOWN);

    private static final String EXAMPLE =
            """
            {"x402Version": 2,
             "paymentPayload": {
               "x402Version": 2,
               "accepted": {
                 "scheme": "exact", "network": "stacks:2147483648", "amount": "1000", "asset": "STX",
                 "payTo": "ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG", "maxTimeoutSeconds": 300},
               "payload": {"transaction": "80800000000400"}},
             "paymentRequirements": {
               "scheme": "exact", "network": "stacks:2147483648", "amount": "1000", "asset": "STX",
               "payTo": "ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG", "maxTimeoutSeconds": 300}}\
            """;

    /** A payment and what is asked of it, on a rail; not judged yet. */
    private record Read(Demand demand, SignedPayment signed) {
        Optional<String> payer() {
            return Optional.of(signed.name().payer());
        }
    }

    private Read read(Presented presented, PaymentRequirements asked) {
        Rail rail = facilitation.rail(each -> each.takes(presented));
        if (!asked.network().equals(presented.network())) {
            throw new Problem(
                    ErrorCode.INVALID_NETWORK,
                    "The payment is of another network than the requirements.");
        }
        if (!asked.scheme().equals(EXACT)) {
            throw new Problem(
                    ErrorCode.UNSUPPORTED_SCHEME, "Only the scheme `exact` is settled here.");
        }
        return new Read(asked.on(rail), rail.verifier().read(presented));
    }

    private Reply<Verified> verify(Call<Asked> call) {
        Presented presented = call.input().presented();
        PaymentRequirements asked = call.input().requirements();
        facilitation.admit(call.request());
        Optional<String> payer = Optional.empty();
        try {
            Read read = read(presented, asked);
            payer = read.payer();
            facilitation.verify(facilitation.judge(read.signed(), read.demand()));
            return Reply.of(new Verified(true, Optional.empty(), Optional.empty(), payer));
        } catch (Problem problem) {
            Problem no = Refusal.of(problem);
            return Reply.of(
                    new Verified(false, Optional.of(no.code()), Optional.of(no.detail()), payer));
        }
    }

    private Reply<Settled> settle(Call<Asked> call) {
        Presented presented = call.input().presented();
        PaymentRequirements asked = call.input().requirements();
        facilitation.admit(call.request());
        Optional<String> payer = Optional.empty();
        try {
            Read read = read(presented, asked);
            payer = read.payer();
            VerifiedPayment payment = facilitation.judge(read.signed(), read.demand());
            Payments.Settled where = facilitation.settle(payment, read.demand());
            return Reply.of(
                    new Settled(
                            true,
                            Optional.empty(),
                            Optional.empty(),
                            payer,
                            where.txid(),
                            asked.network(),
                            Optional.of(Long.toString(payment.paid().amount()))));
        } catch (Problem problem) {
            Problem no = Refusal.of(problem);
            return Reply.of(
                    new Settled(
                            false,
                            Optional.of(no.code()),
                            Optional.of(no.detail()),
                            payer,
                            Refusal.open(no),
                            asked.network(),
                            Optional.empty()));
        }
    }

    private Reply<Supported> supported(Call<Shape.Nothing> call) {
        List<Rail> rails = facilitation.rails();
        Map<String, List<String>> signers = new TreeMap<>();
        rails.forEach(rail ->
                signers.put(
                        rail.network().split(":", 2)[0] + ":*",
                        rail.sponsor().map(Sponsor::address).stream().toList()));
        return Reply.of(
                new Supported(
                        rails.stream().flatMap(FacilitatorApi::kinds).toList(),
                        List.of(),
                        signers));
    }

    private static Stream<Kind> kinds(Rail rail) {
        Stream<Kind> newer = Stream.of(new Kind(2, EXACT, rail.network()));
        return rail.v1() instanceof Offer.V1.Listed(String name)
                ? Stream.concat(newer, Stream.of(new Kind(1, EXACT, name)))
                : newer;
    }
}
