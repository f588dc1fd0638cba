package dev.coffer.endpoint;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The codes that an endpoint may refuse with: its own, and those that follow from what it takes,
 * what it does to the store and who may call it.
 */
public final class Failures {

    /**
     * What a request is told that is for no endpoint yet: its first line or its head is no good.
     */
    public static final List<ErrorCode> OF_REQUESTS =
            List.of(
                    ErrorCode.BAD_REQUEST,
                    ErrorCode.INVALID_PATH,
                    ErrorCode.UNKNOWN_PATH,
                    ErrorCode.METHOD_NOT_ALLOWED,
                    ErrorCode.URI_TOO_LONG,
                    ErrorCode.UNKNOWN_EXPECTATION,
                    ErrorCode.HEADERS_TOO_LARGE,
                    ErrorCode.UNSUPPORTED_ENCODING,
                    ErrorCode.HTTP_VERSION);

    private static final List<ErrorCode> OF_ALL =
            List.of(
                    ErrorCode.INVALID_QUERY,
                    ErrorCode.INVALID_BODY,
                    ErrorCode.INCOMPLETE_BODY,
                    ErrorCode.UNSUPPORTED_CONTENT_ENCODING,
                    ErrorCode.TOO_LARGE,
                    ErrorCode.TOO_SLOW,
                    ErrorCode.FOREIGN_HOST,
                    ErrorCode.RATE_LIMITED,
                    ErrorCode.INTERNAL,
                    ErrorCode.OVERLOADED,
                    ErrorCode.UNDELIVERED);

    /** Of calls of somebody's own: by token, by signature, by payment, by name. */
    private static final List<ErrorCode> OF_OWNERS =
            List.of(
                    ErrorCode.PAYER_REQUIRED,
                    ErrorCode.INVALID_TOKEN,
                    ErrorCode.INVALID_SIGN_IN,
                    ErrorCode.SIGN_IN_USED,
                    ErrorCode.NOT_ALLOWED,
                    ErrorCode.NOT_GRANTABLE,
                    ErrorCode.INVALID_INPUT, // A header, such as Idempotency-Key.
                    ErrorCode.IDEMPOTENCY_CONFLICT,
                    ErrorCode.STORE_UNAVAILABLE,
                    ErrorCode.OUTCOME_UNKNOWN,
                    ErrorCode.CONTENDED);

    /** Of payments that come along, which any call of an owner may have with it. */
    public static final List<ErrorCode> OF_PAYMENTS =
            List.of(
                    ErrorCode.PAYER_MISMATCH,
                    ErrorCode.INVALID_PAYLOAD,
                    ErrorCode.INVALID_X402_VERSION,
                    ErrorCode.UNSUPPORTED_SCHEME,
                    ErrorCode.INVALID_NETWORK,
                    ErrorCode.UNRECOGNIZED_ASSET,
                    ErrorCode.RECIPIENT_MISMATCH,
                    ErrorCode.SENDER_MISMATCH,
                    new ErrorCode(400, "amount_insufficient"),
                    new ErrorCode(400, "amount_excessive"),
                    new ErrorCode(400, "signature_validation_failed"),
                    new ErrorCode(400, "invalid_transaction_state"),
                    ErrorCode.INVALID_MEMO,
                    new ErrorCode(400, "invalid_post_conditions"),
                    new ErrorCode(400, "fee_too_low"),
                    new ErrorCode(400, "insufficient_funds"),
                    new ErrorCode(400, "broadcast_failed"),
                    new ErrorCode(400, "sponsor_nonce"),
                    new ErrorCode(400, "too_many_pending"),
                    new ErrorCode(400, "transaction_failed"),
                    new ErrorCode(400, "transaction_dropped"),
                    ErrorCode.EVM_SIGNATURE,
                    ErrorCode.EVM_RECIPIENT,
                    ErrorCode.EVM_VALUE,
                    ErrorCode.EVM_VALID_AFTER,
                    ErrorCode.EVM_VALID_BEFORE,
                    ErrorCode.CONFLICTING_NONCE,
                    ErrorCode.PAYMENT_IN_PROGRESS,
                    ErrorCode.PAYMENT_IDENTIFIER_CONFLICT,
                    ErrorCode.PAYMENT_USED,
                    ErrorCode.CREDITED,
                    ErrorCode.SPONSOR_LIMIT,
                    ErrorCode.SETTLEMENT_PENDING,
                    ErrorCode.SPONSOR_UNAVAILABLE,
                    ErrorCode.CHAIN_UNAVAILABLE);

    private static final List<ErrorCode> OF_PRICES =
            List.of(
                    ErrorCode.PAYMENT_REQUIRED,
                    ErrorCode.INSUFFICIENT_BALANCE,
                    ErrorCode.CAP_REACHED,
                    ErrorCode.OWNER_OUT_OF_FUNDS,
                    ErrorCode.GRANT_REQUIRED,
                    ErrorCode.GRANT_EXCEEDED,
                    ErrorCode.GRANT_SPENT,
                    ErrorCode.CREDIT_SPENT);

    private Failures() {}

    /** All codes that an endpoint may refuse with, by status and name. */
    static Set<ErrorCode> of(Endpoint<?, ?> endpoint) {
        Set<ErrorCode> codes =
                new TreeSet<>(
                        Comparator.comparingInt(ErrorCode::status).thenComparing(ErrorCode::code));
        codes.addAll(OF_ALL);
        codes.addAll(endpoint.fails());
        if (!endpoint.takes().isRaw()) {
            codes.addAll(
                    List.of(
                            ErrorCode.INVALID_INPUT,
                            ErrorCode.UNKNOWN_FIELD,
                            ErrorCode.INVALID_JSON));
        }
        if (endpoint.kind() != Endpoint.Kind.PURE) {
            codes.add(ErrorCode.STORE_UNAVAILABLE);
        }
        if (endpoint.kind() == Endpoint.Kind.WRITE) {
            codes.addAll(List.of(ErrorCode.OUTCOME_UNKNOWN, ErrorCode.CONTENDED));
        }
        if (endpoint.missing().isPresent()) {
            codes.add(ErrorCode.NOT_CONFIGURED);
        }
        addByAccess(endpoint, codes);
        return codes;
    }

    private static void addByAccess(Endpoint<?, ?> endpoint, Set<ErrorCode> codes) {
        if (endpoint.access() instanceof Access.Anybody<?>) {
            return;
        }
        boolean writes = endpoint.kind() == Endpoint.Kind.WRITE;
        codes.addAll(OF_OWNERS);
        codes.addAll(OF_PAYMENTS);
        if (writes) {
            codes.add(ErrorCode.QUOTA_EXCEEDED); // Of answers that are kept.
        }
        switch (endpoint.access()) {
            case Access.Paid<?> _ -> {
                codes.addAll(OF_PRICES);
                if (writes) {
                    codes.add(ErrorCode.FENCED_OFF);
                }
            }
            case Access.Deposit<?> _ ->
                    codes.addAll(List.of(ErrorCode.PAYMENT_REQUIRED, ErrorCode.PAYMENTS_OFF));
            case Access.Account<?> _ -> codes.add(ErrorCode.TOKEN_REQUIRED);
            case Access.Anybody<?> _ -> {}
        }
    }
}
