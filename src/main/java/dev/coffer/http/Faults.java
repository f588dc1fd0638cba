package dev.coffer.http;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.FailedAfterCommit;
import dev.coffer.endpoint.Problem;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Our own faults: the caller gets the request's id and no more, the log has the same id and
 * everything. Errors of the virtual machine too are one call's, as far as it can still answer. Of a
 * call that was done before something failed, the answer says so, and what it cost.
 */
public final class Faults {

    private static final System.Logger LOG = System.getLogger(Faults.class.getName());

    private static final String CHARGE = "Coffer-Charge";

    private Faults() {}

    /** What a call that failed is answered with. */
    public static Answer answer(Throwable fault, String method, String path, String id) {
        Problem internal = internal(fault, method, path, id);
        return Answer.of(
                fault instanceof FailedAfterCommit late
                        ? done(internal, late.headers())
                        : internal);
    }

    /** The same for a call that has an answer, which can't be sent. */
    public static Answer unsendable(
            Answer answer, Throwable fault, String method, String path, String id) {
        Problem internal = internal(fault, method, path, id);
        return Answer.of(isDone(answer) ? done(internal, answer.headers()) : internal);
    }

    /**
     * The same where there is no memory for the answer. What only looked may be asked again; what
     * did something must not be, unless it has a name.
     */
    public static Answer undelivered(Answer answer, Problem full, String method) {
        boolean looked = method.equals("GET") || method.equals("HEAD");
        if (!isDone(answer) || looked && !answer.headers().containsKey(CHARGE)) {
            return Answer.of(full);
        }
        return Answer.of(
                done(
                        new Problem(
                                ErrorCode.UNDELIVERED,
                                "The call was done, but there is no memory for its answer just now."),
                        answer.headers()));
    }

    private static boolean isDone(Answer answer) {
        return answer.status() < 400;
    }

    private static Problem internal(Throwable fault, String method, String path, String id) {
        LOG.log(Level.ERROR, "internal fault %s at %s %s".formatted(id, method, path), fault);
        return new Problem(
                        ErrorCode.INTERNAL,
                        "Something failed on our side; please report it with this id: " + id)
                .with("id", id);
    }

    private static Problem done(Problem problem, Map<String, String> headers) {
        Problem told =
                problem.with(
                                "hint",
                                "The call was done. With the Idempotency-Key that it came with the same"
                                        + " request gets its answer, and is not charged again.")
                        .withHeaders(ofMoney(headers));
        String charge = headers.get(CHARGE);
        return charge == null ? told : told.with("charged", true).with("charge", charge);
    }

    /** The charge, the balance, and the receipt of a payment. */
    private static Map<String, String> ofMoney(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(header ->
                        header.getKey().startsWith("Coffer-")
                                || header.getKey().endsWith("PAYMENT-RESPONSE"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
