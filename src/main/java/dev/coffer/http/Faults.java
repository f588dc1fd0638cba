package dev.coffer.http;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;

import java.lang.System.Logger.Level;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Our own faults: the caller gets an id and no more, the log has the same id and everything. Errors
 * of the virtual machine too are one call's, as far as it can still answer.
 */
public final class Faults {

    private static final System.Logger LOG = System.getLogger(Faults.class.getName());

    private Faults() {}

    public static Answer answer(Throwable fault, String method, String path) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.log(Level.ERROR, "internal fault %s at %s %s".formatted(id, method, path), fault);
        return Answer.of(
                new Problem(
                                500,
                                "internal",
                                "Something failed on our side; please report it with this id: "
                                        + id)
                        .with("id", id));
    }
}
