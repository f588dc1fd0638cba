package dev.coffer;

import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.payment.Prices;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * All that a running service is made from.
 *
 * @param data the directory of the embedded store
 * @param database the JDBC URL of a PostgreSQL that is the store instead, for many nodes
 * @param money which money it takes
 * @param payTo the address that is paid
 * @param clock the time; tests have their own
 * @param random codes and keys; secure, but for tests
 */
public record Config(
        Path data,
        Optional<String> database,
        Money money,
        String payTo,
        Prices prices,
        Options http,
        AccessLog accessLog,
        InstantSource clock,
        RandomGenerator random) {

    /** With the embedded store. */
    public Config(
            Path data,
            Money money,
            String payTo,
            Prices prices,
            Options http,
            AccessLog accessLog,
            InstantSource clock,
            RandomGenerator random) {
        this(data, Optional.empty(), money, payTo, prices, http, accessLog, clock, random);
    }

    /** Which money the service takes. */
    public enum Money {
        /** Play money on a chain of its own, with everything else real. */
        DEVNET,
        /** None: the header X-Payer is believed, and nothing charged. */
        OFF
    }
}
