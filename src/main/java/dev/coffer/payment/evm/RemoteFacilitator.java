package dev.coffer.payment.evm;

import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.payment.ChainHttp;
import dev.coffer.payment.ChainHttp.Said;
import dev.coffer.payment.ChainSilent;
import dev.coffer.payment.Facilitator;
import dev.coffer.payment.VerifiedPayment;

import tools.jackson.databind.JsonNode;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An x402 facilitator, by its HTTP API of either version: it carries payments in USDC. Its word on
 * a signature counts for nothing; that money moved is its word alone, as it has no look-up: what
 * became of a payment is found by settling it again.
 *
 * <p>Known for certain are a settlement, and a refusal of the first attempt for a reason that lies
 * in the payment. After an attempt without an answer the same reasons may come from that attempt's
 * success: then they say nothing.
 */
public final class RemoteFacilitator implements Facilitator {

    private static final System.Logger LOG = System.getLogger(RemoteFacilitator.class.getName());

    /** Calls are answered before clients and proxies give up. */
    private static final Duration PATIENCE = Duration.ofSeconds(24);

    /**
     * Why a payment can't be settled and wasn't, in the words of x402 and of its libraries, and
     * what that is here.
     */
    private static final Map<String, Outcome.Refused> CERTAIN = certain();

    private final EvmNetwork network;
    private final String resource;
    private final ChainHttp facilitator;
    private volatile Optional<Integer> version = Optional.empty();

    /**
     * @param resource what is sold, as a URL: version 1 wants one
     * @param url where {@code /verify}, {@code /settle} and {@code /supported} are
     * @param key sent as a bearer token, if it wants one
     */
    public RemoteFacilitator(EvmNetwork network, String resource, URI url, Optional<String> key) {
        this(network, resource, url, key, PATIENCE);
    }

    RemoteFacilitator(
            EvmNetwork network, String resource, URI url, Optional<String> key, Duration patience) {
        this.network = network;
        this.resource = resource;
        this.facilitator =
                new ChainHttp(
                        url,
                        key.map(k -> Map.of("Authorization", "Bearer " + k)).orElse(Map.of()),
                        patience);
    }

    @Override
    public boolean isWell() {
        return facilitator.isWell();
    }

    @Override
    public void look() {
        facilitator.get("/supported");
    }

    @Override
    public Optional<Outcome.Refused> verify(VerifiedPayment payment) {
        JsonNode said = asked("/verify", payment, "isValid");
        String reason = said.path("invalidReason").asString("");
        return !said.path("isValid").asBoolean(true) && CERTAIN.containsKey(reason)
                ? Optional.of(CERTAIN.get(reason))
                : Optional.empty();
    }

    /** Nobody can be asked. */
    @Override
    public boolean knows(VerifiedPayment payment) {
        return false;
    }

    @Override
    public Outcome carry(VerifiedPayment payment, Attempt attempt) {
        try {
            JsonNode said = asked("/settle", payment, "success");
            if (isPending(said)) {
                said = asked("/settle", payment, "success");
            }
            return outcome(said, attempt);
        } catch (ChainSilent e) {
            LOG.log(Level.WARNING, "settling {0}: {1}", payment.name().text(), e.getMessage());
            return new Outcome.Unknown("");
        }
    }

    @Override
    public Outcome lookUp(VerifiedPayment payment) {
        return carry(payment, Attempt.AGAIN);
    }

    private static boolean isPending(JsonNode said) {
        return said.path("errorReason").asString("").equals("settlement_pending");
    }

    private Outcome outcome(JsonNode said, Attempt attempt) {
        String transaction = said.path("transaction").asString("");
        if (said.path("success").asBoolean(false)) {
            String where = said.path("network").asString("");
            boolean here = Set.of("", network.caip2(), network.v1Name()).contains(where);
            return here && !transaction.isEmpty()
                    ? new Outcome.Settled(transaction, 0)
                    : new Outcome.Unknown(transaction);
        }
        String reason = said.path("errorReason").asString("");
        return attempt == Attempt.FIRST && transaction.isEmpty() && CERTAIN.containsKey(reason)
                ? CERTAIN.get(reason)
                : new Outcome.Unknown(transaction);
    }

    private static Map<String, Outcome.Refused> certain() {
        Outcome.Refused poor =
                new Outcome.Refused(
                        "insufficient_funds", "The payer's account does not hold the amount.");
        Map<String, Outcome.Refused> certain = new LinkedHashMap<>();
        certain.put("insufficient_funds", poor);
        certain.put("invalid_exact_evm_insufficient_balance", poor);
        for (String reason :
                List.of(
                        "invalid_exact_evm_payload_signature",
                        "invalid_exact_evm_payload_recipient_mismatch",
                        "invalid_exact_evm_payload_authorization_value",
                        "invalid_exact_evm_payload_authorization_value_mismatch",
                        "invalid_exact_evm_payload_authorization_valid_after",
                        "invalid_exact_evm_payload_authorization_valid_before",
                        "invalid_exact_evm_signature",
                        "invalid_exact_evm_recipient_mismatch",
                        "invalid_exact_evm_authorization_value",
                        "invalid_exact_evm_network_mismatch",
                        "invalid_exact_evm_scheme",
                        "invalid_exact_evm_missing_eip712_domain",
                        "invalid_network",
                        "invalid_payload",
                        "invalid_payment_requirements",
                        "invalid_scheme",
                        "unsupported_scheme",
                        "invalid_x402_version")) {
            certain.put(
                    reason,
                    new Outcome.Refused(
                            "broadcast_failed",
                            "The facilitator refused the payment: %s.".formatted(reason)));
        }
        return Map.copyOf(certain);
    }

    /** An answer that has what it must have; of any status, as facilitators differ in those. */
    private JsonNode asked(String path, VerifiedPayment payment, String member) {
        Said said = facilitator.post(path, body(payment));
        if (!said.json().path(member).isBoolean()) {
            throw new ChainSilent(
                    "the facilitator's %s answers %d without `%s`"
                            .formatted(path, said.status(), member));
        }
        return said.json();
    }

    private Map<String, Object> body(VerifiedPayment payment) {
        int spoken = version.orElseGet(this::askedVersion);
        Map<String, Object> requirements = requirements(payment, spoken);
        Map<String, Object> paid = new LinkedHashMap<>();
        paid.put("x402Version", spoken);
        if (spoken == 1) {
            paid.put("scheme", "exact");
            paid.put("network", network.v1Name());
        } else {
            paid.put("accepted", requirements);
        }
        paid.put("payload", Json.MAPPER.readTree(payment.carried()));
        return Map.of(
                "x402Version", spoken, "paymentPayload", paid, "paymentRequirements", requirements);
    }

    private Map<String, Object> requirements(VerifiedPayment payment, int spoken) {
        JsonNode said = Json.MAPPER.readTree(payment.carried()).path("authorization");
        Map<String, Object> requirements = new LinkedHashMap<>();
        requirements.put("scheme", "exact");
        String amount = Long.toString(payment.paid().amount());
        if (spoken == 1) {
            requirements.put("network", network.v1Name());
            requirements.put("maxAmountRequired", amount);
            requirements.put("resource", resource);
            requirements.put("description", "");
            requirements.put("mimeType", "application/json");
        } else {
            requirements.put("network", network.caip2());
            requirements.put("amount", amount);
        }
        requirements.put("asset", network.domain().contract().text());
        requirements.put("payTo", said.path("to").asString(""));
        requirements.put("maxTimeoutSeconds", Limits.OFFER_SECONDS.whole());
        requirements.put(
                "extra",
                Map.of("name", network.domain().name(), "version", network.domain().version()));
        return requirements;
    }

    /** The newest version that it says it speaks for the network; the newer where it says none. */
    private int askedVersion() {
        int newest = 0;
        for (JsonNode kind : facilitator.get("/supported").json().path("kinds")) {
            String of = kind.path("network").asString("");
            if (of.equals(network.caip2()) || of.equals(network.v1Name())) {
                newest = Math.max(newest, kind.path("x402Version").asInt(0));
            }
        }
        int spoken = newest == 1 ? 1 : 2;
        version = Optional.of(spoken);
        return spoken;
    }

    @Override
    public void close() {
        facilitator.close();
    }
}
