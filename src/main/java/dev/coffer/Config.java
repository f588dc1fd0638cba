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
 * @param settings what the operator says of single rooms
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
        Settings settings,
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
                Settings.usual(),
                Coffer::sold,
                http,
                accessLog,
                clock,
                random);
    }

    public Config with(Capacities others) {
        return with(others, settings, sold);
    }

    public Config with(Settings others) {
        return with(capacities, others, sold);
    }

    public Config selling(Sold others) {
        return with(capacities, settings, others);
    }

    private Config with(Capacities theCapacities, Settings theSettings, Sold theSold) {
        return new Config(
                data,
                database,
                money,
                payTo,
                prices,
                theCapacities,
                theSettings,
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
        /** Real money, on the chains whose rails the settings name. */
        CHAINS,
        /** None: the header X-Payer is believed, and nothing charged. */
        OFF
    }
}
