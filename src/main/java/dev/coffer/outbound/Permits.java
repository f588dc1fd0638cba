package dev.coffer.outbound;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.util.HashMap;
import java.util.Map;

/** How many calls reach outside at once, in all and of one caller. */
final class Permits {

    private static final int RETRY_MS = 1_000;

    private final Map<String, Integer> ofCallers = new HashMap<>();
    private int taken;

    /** Lasts until closed. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes one; nobody waits for it, who does would hold a call.
     *
     * @throws Problem 503 if there is none
     */
    synchronized Permit take(String caller) {
        int own = ofCallers.getOrDefault(caller, 0);
        if (taken >= OutboundLimits.OUTBOUND_CONNECTIONS.value()
                || own >= OutboundLimits.OUTBOUND_CONNECTIONS_OF_CALLER.value()) {
            throw new Problem(
                            ErrorCode.OVERLOADED,
                            "Too many calls of yours, or of all, reach outside just now; try again.")
                    .retryAfterMs(RETRY_MS);
        }
        taken++;
        ofCallers.put(caller, own + 1);
        return () -> giveBack(caller);
    }

    private synchronized void giveBack(String caller) {
        taken--;
        ofCallers.computeIfPresent(caller, (_, own) -> own > 1 ? own - 1 : null);
    }
}
