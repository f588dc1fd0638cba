package dev.coffer.payment.facilitate;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Facilitation.Demand;
import dev.coffer.payment.Price;
import dev.coffer.payment.Rail;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * {@code paymentRequirements}, as either version of x402 has them: what whoever is paid asked for.
 *
 * @param network CAIP-2 in version 2, {@code base} in version 1
 */
record PaymentRequirements(
        String scheme,
        String network,
        BigInteger amount,
        String asset,
        String payTo,
        long maxTimeoutSeconds) {

    static final String FIELD = "paymentRequirements";

    /** A day; what is good for longer is no offer. */
    private static final long MOST_SECONDS = 86_400;

    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,78}");

    /**
     * @param version of x402
     * @throws Problem 400 if a member is missing or none of its kind
     */
    static PaymentRequirements read(RawJson json, int version) {
        JsonNode said = object(json, FIELD);
        String amount = text(said, version == 1 ? "maxAmountRequired" : "amount");
        if (!AMOUNT.matcher(amount).matches()) {
            throw Problem.invalid(
                    FIELD + (version == 1 ? ".maxAmountRequired" : ".amount"),
                    "must be a whole number of the smallest unit, in digits");
        }
        return new PaymentRequirements(
                text(said, "scheme"),
                text(said, "network"),
                new BigInteger(amount),
                text(said, "asset"),
                text(said, "payTo"),
                seconds(said.path("maxTimeoutSeconds")));
    }

    /** A value that has to be an object. */
    static JsonNode object(RawJson json, String field) {
        try {
            JsonNode object = Json.MAPPER.readTree(json.bytes());
            if (object.isObject()) {
                return object;
            }
        } catch (JacksonException e) {
            // Such as a name that it has twice; told below.
        }
        throw Problem.invalid(field, "must be an object, with each name once");
    }

    private static String text(JsonNode said, String member) {
        JsonNode text = said.path(member);
        if (!text.isString()) {
            throw Problem.invalid(FIELD + "." + member, "must be a string");
        }
        return text.stringValue();
    }

    private static long seconds(JsonNode said) {
        if (said.isMissingNode()) {
            return Limits.OFFER_SECONDS.value();
        }
        if (!said.isIntegralNumber() || !said.canConvertToLong() || said.longValue() < 1) {
            throw Problem.invalid(
                    FIELD + ".maxTimeoutSeconds", "must be a whole number of seconds, 1 or more");
        }
        return Math.min(said.longValue(), MOST_SECONDS);
    }

    /**
     * What they ask for on a rail.
     *
     * @throws Problem 400 with the code of what is not taken here
     */
    Demand on(Rail rail) {
        Asset paid =
                rail.verifier()
                        .asset(asset)
                        .orElseThrow(() ->
                                new Problem(
                                        ErrorCode.UNRECOGNIZED_ASSET,
                                        "Payments in this asset are not settled here."));
        return on(rail, paid, amount, payTo, maxTimeoutSeconds);
    }

    /** The same for what another protocol says so. */
    static Demand on(Rail rail, Asset asset, BigInteger amount, String payTo, long seconds) {
        if (amount.signum() <= 0 || amount.bitLength() >= Long.SIZE) {
            throw new Problem(
                    ErrorCode.INVALID_REQUIREMENTS,
                    "The amount asked for must be above 0, and one that there can be.");
        }
        if (rail.verifier().address(payTo).isEmpty()) {
            throw new Problem(
                    ErrorCode.INVALID_REQUIREMENTS,
                    "Who is to be paid is no address of " + rail.network() + ".");
        }
        return new Demand(rail, new Price(asset, amount.longValueExact()), payTo, seconds);
    }
}
