package dev.coffer;

import dev.coffer.endpoint.Capacities;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;
import dev.coffer.store.Store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * All that a running service is made from.
 *
 * @param data the directory of the embedded store
 * @param database the JDBC URL of a PostgreSQL that is the store instead, for many nodes
 * @param money which money it takes
 * @param payTo the address that is paid
 * @param capacities the limits that an operator sets
 * @param reach what it reaches outside
 * @param operatorKey by which its operator judges what callers put into the directory
 * @param sold the rooms that sell something
 * @param clock the time, where the database does not say it; tests have their own
 * @param random codes and keys; secure, but for tests
 */
public record Config(
        Path data,
        Optional<String> database,
        Money money,
        String payTo,
        Prices prices,
        Capacities capacities,
        Reach reach,
        Optional<String> operatorKey,
        Sold sold,
        Options http,
        AccessLog accessLog,
        InstantSource clock,
        RandomGenerator random) {

    /** What is sold, made once for a service; a room touches the store when it is called. */
    @FunctionalInterface
    public interface Sold {
        List<Room> rooms(Config config, Store store);
    }

    /** With all that Coffer sells, the usual capacities and reach. */
    public Config(
            Path data,
            Optional<String> database,
            Money money,
            String payTo,
            Prices prices,
            Options http,
            AccessLog accessLog,
            InstantSource clock,
            RandomGenerator random) {
        this(
                data,
                database,
                money,
                payTo,
                prices,
                Capacities.usual(),
                Reach.usual(),
                Optional.empty(),
                Coffer::sold,
                http,
                accessLog,
                clock,
                random);
    }

    public Config with(Capacities others) {
        return with(others, reach, operatorKey, sold);
    }

    public Config with(Reach others) {
        return with(capacities, others, operatorKey, sold);
    }

    public Config operatedBy(Optional<String> key) {
        return with(capacities, reach, key, sold);
    }

    public Config selling(Sold others) {
        return with(capacities, reach, operatorKey, others);
    }

    private Config with(
            Capacities theCapacities, Reach theReach, Optional<String> theKey, Sold theSold) {
        return new Config(
                data,
                database,
                money,
                payTo,
                prices,
                theCapacities,
                theReach,
                theKey,
                theSold,
                http,
                accessLog,
                clock,
                random);
    }

    /** Which money the service takes. */
    public enum Money {
        /** Play money on a chain of its own, with everything else real. */
        DEVNET,
        /** None: the header X-Payer is believed, and nothing charged. */
        OFF
    }
}
