package dev.coffer.http;

import java.util.Optional;

/**
 * A call that is over, as logs, metrics and traces have it. Never a query, a header or a body,
 * since keys and payments are in those.
 *
 * @param method as it came; empty where no head could be read
 * @param route the path of its endpoint as in the catalog, if it has one
 * @param path the same, else as it came; empty where no head could be read
 * @param bytesOut of the answer, with its head
 * @param nanos that it took, from its head to the last byte of its answer
 * @param endMs epoch milliseconds
 */
public record EndedCall(
        String method,
        Optional<String> route,
        String path,
        int status,
        long bytesOut,
        long nanos,
        long endMs,
        String remoteAddress,
        Correlation correlation) {}
