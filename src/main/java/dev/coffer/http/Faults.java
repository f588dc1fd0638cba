package dev.coffer.http;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Done;
import dev.coffer.endpoint.Problem;

import java.lang.System.Logger.Level;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Our own faults: the caller gets an id and no more, the log has the same id and everything. Errors
 * of the virtual machine too are one call's, as far as it can still answer.
 */
public final class Faults {

    private static final System.Logger LOG = System.getLogger(Faults.class.getName());

    private static final String CHARGE = "Coffer-Charge";

    private Faults() {}

    /** What a call that failed is answered with. */
    public static Answer answer(Throwable fault, String method, String path) {
        Map<String, String> charged = fault instanceof Done done ? done.headers() : Map.of();
        return answer(fault, method, path, charged);
    }

    /**
     * The same for a call that was done.
     *
     * @param done the headers of its answer, which say whether it was charged
     */
    public static Answer answer(
            Throwable fault, String method, String path, Map<String, String> done) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.log(Level.ERROR, "internal fault %s at %s %s".formatted(id, method, path), fault);
        return Answer.of(
                charged(
                        new Problem(
                                        500,
                                        "internal",
                                        "Something failed on our side; please report it with this id: "
                                                + id)
                                .with("id", id),
                        done));
    }

    /** A refusal to deliver the answer of a call that was done. */
    public static Answer undelivered(Problem why, Map<String, String> done) {
        return Answer.of(charged(why, done));
    }

    private static Problem charged(Problem problem, Map<String, String> done) {
        String charge = done.get(CHARGE);
        return charge == null
                ? problem
                : problem.with("charged", true)
                        .with("charge", charge)
                        .with(
                                "hint",
                                "The call was done. With an Idempotency-Key or a payment the same"
                                        + " request gets its answer, and is not charged again.")
                        .withHeader(CHARGE, charge);
    }
}
