package dev.coffer.harness;

import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.Settings;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Limit;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.payment.Prices;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.store.Store;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A room that nobody needs, of one table and two endpoints. Every service of the tests has it: so
 * what holds for rooms holds for one that was added later, and this file, its migration and the
 * line in {@link #sold} are what a new room costs.
 */
public final class Pebbles {

    private static final Table TABLE =
            Table.of("pebble", "name")
                    .expires("expires_at")
                    .since("found_at", "found_at", "expires_at")
                    .bytes("weight");

    /** What a pebble may be. */
    enum PebbleLimits implements Limit {
        PEBBLE_NAME_CHARS(16);

        private final long value;

        PebbleLimits(long value) {
            this.value = value;
        }

        @Override
        public long value() {
            return value;
        }
    }

    record Found(String name, long weight, Optional<Long> ttl) {
        static final Shape<Found> SHAPE =
                Shape.of(
                        Found::new,
                        Named.NAME,
                        Field.whole("weight", 1, 1000, "Bytes that it counts for."),
                        Field.whole("ttl", 1, 3600, "Seconds that it lies there.").optional());
    }

    record Named(String name) {
        static final Field<String> NAME =
                Field.text("name", 1, PebbleLimits.PEBBLE_NAME_CHARS, "The pebble's name.");

        static final Shape<Named> SHAPE = Shape.of(Named::new, NAME);
    }

    record Pebble(String name, long weight, Optional<Instant> expiresAt) {}

    record Lifted(String name) {

        /** Holds its owner's turn until it is let go of. */
        static Effect<Lifted> by(Semaphore turn, String name) {
            return new Effect<>() {
                @Override
                public Reply<Lifted> run(Tx tx) {
                    return Reply.of(new Lifted(name));
                }

                @Override
                public void close() {
                    turn.release();
                }
            };
        }
    }

    private Pebbles() {}

    public static Room room(Capacities capacities) {
        Quota quota = new Quota("pebble", capacities);
        Map<String, Semaphore> lifting = new ConcurrentHashMap<>();
        return Room.of("pebble", "Pebbles that lie around")
                .keeps(TABLE)
                .limits(PebbleLimits.values())
                .sells(
                        Endpoint.write("/api/pebble/find", Found.SHAPE, Pebble.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Found::name)
                                .says("Puts a pebble there that was not.")
                                .example("{\"name\": \"flint\", \"weight\": 7, \"ttl\": 60}")
                                .does((call, tx) -> {
                                    Found in = call.input();
                                    Optional<Long> end = in.ttl().map(s -> tx.now() + 1000 * s);
                                    quota.require(tx, 1, in.weight());
                                    int put =
                                            tx.update(
                                                    """
                                                    insert into pebble (owner, name, weight, found_at, expires_at)
                                                    values (?, ?, ?, ?, ?)
                                                    on conflict (owner, name) do nothing\
                                                    """,
                                                    call.owner(),
                                                    in.name(),
                                                    in.weight(),
                                                    tx.now(),
                                                    end.orElse(null));
                                    quota.add(tx, put, put * in.weight());
                                    return Reply.of(
                                            new Pebble(
                                                    in.name(),
                                                    in.weight(),
                                                    end.map(Instant::ofEpochMilli)));
                                }),
                        Endpoint.preparedRead(
                                        "/api/pebble/lift", Named.SHAPE, Gives.json(Lifted.class))
                                .costs(Tier.STORAGE_READ)
                                .about(Named::name)
                                .says("Lifts a pebble that was there beforehand; one at a time.")
                                .example("{\"name\": \"flint\"}")
                                .takesTurn()
                                .does(call -> {
                                    Semaphore turn =
                                            lifting.computeIfAbsent(
                                                    call.owner(), _ -> new Semaphore(1));
                                    turn.acquireUninterruptibly();
                                    return Lifted.by(turn, call.input().name());
                                }),
                        Endpoint.read("/api/pebble/look", Named.SHAPE, Pebble.class)
                                .costs(Tier.STORAGE_READ)
                                .about(Named::name)
                                .fails(ErrorCode.NOT_FOUND)
                                .says("Looks at a pebble.")
                                .example("{\"name\": \"flint\"}")
                                .does((call, tx) ->
                                        tx.one(
                                                        """
                                                        select name, weight, expires_at from pebble
                                                        where owner = ? and name = ?
                                                            and (expires_at is null or expires_at > ?)\
                                                        """,
                                                        row ->
                                                                new Pebble(
                                                                        row.text(1),
                                                                        row.number(2),
                                                                        Optional.ofNullable(
                                                                                        row
                                                                                                .numberOrNull(
                                                                                                        3))
                                                                                .map(
                                                                                        Instant
                                                                                                ::ofEpochMilli)),
                                                        call.owner(),
                                                        call.input().name(),
                                                        tx.now())
                                                .map(Reply::of)
                                                .orElseThrow(() ->
                                                        Problem.notFound(
                                                                "Pebble",
                                                                "name",
                                                                call.input().name()))));
    }

    /** What Coffer sells, and pebbles. */
    public static List<Room> sold(Config config, Store store) {
        List<Room> sold = new ArrayList<>(Coffer.sold(config, store));
        sold.add(room(config.capacities()));
        return sold;
    }

    /** The same, to be looked at. */
    public static List<Room> sold() {
        return sold(NOT_STARTED, new NoStore());
    }

    /** What Coffer itself sells, to be looked at. */
    public static List<Room> soldByCoffer() {
        return Coffer.sold(NOT_STARTED, new NoStore());
    }

    private static final Config NOT_STARTED =
            new Config(
                            Path.of("not-used"),
                            Optional.empty(),
                            Config.Money.OFF,
                            X402.PAY_TO,
                            Prices.defaults(),
                            Options.listen("127.0.0.1", 0),
                            AccessLog.off(),
                            InstantSource.system(),
                            new SecureRandom())
                    .with(
                            Settings.usual()
                                    .with(WordsModel.models())
                                    .with(StandIns.shared().reach()));

    /** All tables that the tests' databases have. */
    public static List<Table> tables() {
        return Coffer.tables(sold());
    }
}
