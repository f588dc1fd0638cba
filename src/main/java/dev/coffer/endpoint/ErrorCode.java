package dev.coffer.endpoint;

/**
 * A constant code of refusals, with the status that goes with it. Those here may come from more
 * than one room, or from what stands before them all; a room's own stand where it refuses. What to
 * do about each says docs/errors.md.
 */
public record ErrorCode(int status, String code) {

    // The request as it comes over the wire, whatever it is for.
    public static final ErrorCode BAD_REQUEST = new ErrorCode(400, "bad_request");
    public static final ErrorCode INVALID_PATH = new ErrorCode(400, "invalid_path");
    public static final ErrorCode INVALID_QUERY = new ErrorCode(400, "invalid_query");
    public static final ErrorCode FOREIGN_HOST = new ErrorCode(403, "foreign_host");
    public static final ErrorCode FOREIGN_ORIGIN = new ErrorCode(403, "foreign_origin");
    public static final ErrorCode UNKNOWN_PATH = new ErrorCode(404, "unknown_path");
    public static final ErrorCode METHOD_NOT_ALLOWED = new ErrorCode(405, "method_not_allowed");
    public static final ErrorCode TOO_SLOW = new ErrorCode(408, "too_slow");
    public static final ErrorCode URI_TOO_LONG = new ErrorCode(414, "uri_too_long");
    public static final ErrorCode UNKNOWN_EXPECTATION = new ErrorCode(417, "unknown_expectation");
    public static final ErrorCode HEADERS_TOO_LARGE = new ErrorCode(431, "headers_too_large");
    public static final ErrorCode UNSUPPORTED_ENCODING = new ErrorCode(501, "unsupported_encoding");
    public static final ErrorCode HTTP_VERSION = new ErrorCode(505, "http_version");

    // Its body.
    public static final ErrorCode INVALID_BODY = new ErrorCode(400, "invalid_body");
    public static final ErrorCode INCOMPLETE_BODY = new ErrorCode(400, "incomplete_body");
    public static final ErrorCode INVALID_JSON = new ErrorCode(400, "invalid_json");
    public static final ErrorCode TOO_LARGE = new ErrorCode(413, "too_large");
    public static final ErrorCode UNSUPPORTED_CONTENT_ENCODING =
            new ErrorCode(415, "unsupported_content_encoding");

    // What it says.
    public static final ErrorCode INVALID_INPUT = new ErrorCode(400, "invalid_input");
    public static final ErrorCode UNKNOWN_FIELD = new ErrorCode(400, "unknown_field");
    public static final ErrorCode FENCED_OFF = new ErrorCode(412, "fenced_off");
    public static final ErrorCode IDEMPOTENCY_CONFLICT = new ErrorCode(409, "idempotency_conflict");

    // Who calls.
    public static final ErrorCode PAYER_REQUIRED = new ErrorCode(401, "payer_required");
    public static final ErrorCode TOKEN_REQUIRED = new ErrorCode(401, "token_required");
    public static final ErrorCode INVALID_TOKEN = new ErrorCode(401, "invalid_token");
    public static final ErrorCode INVALID_SIGN_IN = new ErrorCode(401, "invalid_sign_in");
    public static final ErrorCode SIGN_IN_USED = new ErrorCode(401, "sign_in_used");
    public static final ErrorCode SIGN_IN_REQUIRED = new ErrorCode(402, "sign_in_required");
    public static final ErrorCode NOT_ALLOWED = new ErrorCode(403, "not_allowed");
    public static final ErrorCode CAP_REACHED = new ErrorCode(403, "cap_reached");
    public static final ErrorCode OWNER_OUT_OF_FUNDS = new ErrorCode(403, "owner_out_of_funds");
    public static final ErrorCode NOT_OWNER = new ErrorCode(403, "not_owner");
    public static final ErrorCode GRANT_REQUIRED = new ErrorCode(403, "grant_required");
    public static final ErrorCode GRANT_EXCEEDED = new ErrorCode(403, "grant_exceeded");
    public static final ErrorCode GRANT_SPENT = new ErrorCode(403, "grant_spent");
    public static final ErrorCode NOT_GRANTABLE = new ErrorCode(403, "not_grantable");
    public static final ErrorCode TOO_MANY_GRANTS = new ErrorCode(409, "too_many_grants");
    public static final ErrorCode TOO_MANY_TOKENS = new ErrorCode(409, "too_many_tokens");
    public static final ErrorCode TOO_MANY_REVOCATIONS = new ErrorCode(409, "too_many_revocations");

    // How it is paid for.
    public static final ErrorCode PAYMENT_REQUIRED = new ErrorCode(402, "payment_required");
    public static final ErrorCode INSUFFICIENT_BALANCE = new ErrorCode(402, "insufficient_balance");
    public static final ErrorCode PAYMENTS_OFF = new ErrorCode(409, "payments_off");
    public static final ErrorCode PAYER_MISMATCH = new ErrorCode(400, "payer_mismatch");
    public static final ErrorCode INVALID_PAYLOAD = new ErrorCode(400, "invalid_payload");
    public static final ErrorCode INVALID_X402_VERSION = new ErrorCode(400, "invalid_x402_version");
    public static final ErrorCode INVALID_REQUIREMENTS =
            new ErrorCode(400, "invalid_payment_requirements");
    public static final ErrorCode UNSUPPORTED_SCHEME = new ErrorCode(400, "unsupported_scheme");
    public static final ErrorCode INVALID_NETWORK = new ErrorCode(400, "invalid_network");
    public static final ErrorCode UNRECOGNIZED_ASSET = new ErrorCode(400, "unrecognized_asset");
    public static final ErrorCode RECIPIENT_MISMATCH = new ErrorCode(400, "recipient_mismatch");
    public static final ErrorCode SENDER_MISMATCH = new ErrorCode(400, "sender_mismatch");
    public static final ErrorCode INVALID_MEMO = new ErrorCode(400, "invalid_memo");
    public static final ErrorCode EVM_SIGNATURE =
            new ErrorCode(400, "invalid_exact_evm_payload_signature");
    public static final ErrorCode EVM_RECIPIENT =
            new ErrorCode(400, "invalid_exact_evm_payload_recipient_mismatch");
    public static final ErrorCode EVM_VALUE =
            new ErrorCode(400, "invalid_exact_evm_payload_authorization_value_mismatch");
    public static final ErrorCode EVM_VALID_AFTER =
            new ErrorCode(400, "invalid_exact_evm_payload_authorization_valid_after");
    public static final ErrorCode EVM_VALID_BEFORE =
            new ErrorCode(400, "invalid_exact_evm_payload_authorization_valid_before");
    public static final ErrorCode CONFLICTING_NONCE = new ErrorCode(409, "conflicting_nonce");
    public static final ErrorCode PAYMENT_IN_PROGRESS = new ErrorCode(409, "payment_in_progress");
    public static final ErrorCode PAYMENT_IDENTIFIER_CONFLICT =
            new ErrorCode(409, "payment_identifier_conflict");
    public static final ErrorCode PAYMENT_USED = new ErrorCode(409, "payment_used");
    public static final ErrorCode CREDITED = new ErrorCode(409, "credited");
    public static final ErrorCode CREDIT_SPENT = new ErrorCode(409, "credit_spent");
    public static final ErrorCode SETTLEMENT_PENDING = new ErrorCode(503, "settlement_pending");
    public static final ErrorCode SPONSOR_LIMIT = new ErrorCode(429, "sponsor_limit");
    public static final ErrorCode SPONSOR_UNAVAILABLE = new ErrorCode(503, "sponsor_unavailable");
    public static final ErrorCode CHAIN_UNAVAILABLE = new ErrorCode(503, "chain_unavailable");

    // What there is, and what it takes.
    public static final ErrorCode NOT_FOUND = new ErrorCode(404, "not_found");
    public static final ErrorCode QUOTA_EXCEEDED = new ErrorCode(413, "quota_exceeded");
    public static final ErrorCode TOO_COSTLY = new ErrorCode(413, "too_costly");
    public static final ErrorCode RATE_LIMITED = new ErrorCode(429, "rate_limited");
    public static final ErrorCode NO_FREE_CODE = new ErrorCode(503, "no_free_code");

    // What lies outside.
    public static final ErrorCode OUTBOUND_REFUSED = new ErrorCode(400, "outbound_refused");
    public static final ErrorCode TARGET_UNREACHABLE = new ErrorCode(422, "target_unreachable");
    public static final ErrorCode UPSTREAM_BUSY = new ErrorCode(503, "upstream_busy");
    public static final ErrorCode UPSTREAM_FAILED = new ErrorCode(503, "upstream_failed");

    // The service.
    public static final ErrorCode INTERNAL = new ErrorCode(500, "internal");
    public static final ErrorCode NOT_CONFIGURED = new ErrorCode(503, "not_configured");
    public static final ErrorCode OVERLOADED = new ErrorCode(503, "overloaded");
    public static final ErrorCode STORE_UNAVAILABLE = new ErrorCode(503, "store_unavailable");
    public static final ErrorCode CONTENDED = new ErrorCode(503, "contended");
    public static final ErrorCode OUTCOME_UNKNOWN = new ErrorCode(503, "outcome_unknown");
    public static final ErrorCode UNDELIVERED = new ErrorCode(503, "undelivered");

    @Override
    public String toString() {
        return status + " " + code;
    }
}
