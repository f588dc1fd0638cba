package dev.coffer.state.sql;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.state.sql.SqlAnswers.Executed;
import dev.coffer.state.sql.SqlAnswers.Queried;
import dev.coffer.state.sql.SqlAnswers.Schema;
import dev.coffer.state.sql.SqlDatabases.Turn;
import dev.coffer.state.sql.SqlInputs.Execute;
import dev.coffer.state.sql.SqlInputs.Query;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The SQL room. A call's statements run before its transaction, in the database as the store has it
 * then; inside it is looked whether the store still has that, and what changed is written.
 */
public final class SqlRoom {

    static final ErrorCode UNEXPECTED_ROWS = new ErrorCode(412, "unexpected_rows");

    private static final int STAMP_BYTES = 16;

    private final SqlDatabases databases;
    private final SqlPages pages;
    private final SqlBounds bounds;
    private final RandomGenerator random;

    private SqlRoom(
            SqlDatabases databases, SqlPages pages, SqlBounds bounds, RandomGenerator random) {
        this.databases = databases;
        this.pages = pages;
        this.bounds = bounds;
        this.random = random;
    }

    /**
     * @param beside the directory of an embedded store, in which the databases are cached
     */
    public static Room room(
            Capacities capacities, RandomGenerator random, Store store, Optional<Path> beside) {
        SqlPages pages = new SqlPages(new Quota("sql", capacities));
        SqlDatabases databases = new SqlDatabases(store, pages, new SqlFiles(beside), capacities);
        SqlRoom does = new SqlRoom(databases, pages, SqlBounds.of(capacities), random);
        return Room.of("sql", "An SQLite database of one's own: FTS5, JSON, transactions")
                .keeps(SqlPages.DATABASES, SqlPages.PAGES)
                .limits(SqlLimits.values())
                .works(databases::started)
                .sells(
                        Endpoint.preparedRead(
                                        "/api/sql/query", Query.SHAPE, Gives.json(Queried.class))
                                .costs(Tier.STORAGE_READ)
                                .aboutAll()
                                .costlyToPrepare()
                                .takesTurn()
                                .fails(SqlErrors.OF_STATEMENTS)
                                .fails(SqlErrors.READ_ONLY)
                                .says("Runs one statement that only reads, and gives its rows.")
                                .example("{\"query\": \"select sqlite_version() as version\"}")
                                .does(does::query),
                        Endpoint.preparedWrite(
                                        "/api/sql/execute",
                                        Execute.SHAPE,
                                        Gives.json(Executed.class))
                                .costs(Tier.STORAGE_WRITE)
                                .aboutAll()
                                .costlyToPrepare()
                                .takesTurn()
                                .fails(SqlErrors.OF_STATEMENTS)
                                .fails(UNEXPECTED_ROWS)
                                .says("Runs a statement, or several in one transaction.")
                                .example(
                                        "{\"query\": \"create table if not exists note (id integer primary key, text)\"}")
                                .does(does::execute),
                        Endpoint.preparedRead(
                                        "/api/sql/schema",
                                        Shape.nothing(),
                                        Gives.json(Schema.class))
                                .costs(Tier.STORAGE_READ)
                                .aboutAll()
                                .costlyToPrepare()
                                .takesTurn()
                                .says("Shows the tables and indexes, and how large all of it is.")
                                .does(does::schema));
    }

    /**
     * What was prepared: an answer or a refusal, of a state of the database, and what it changed.
     */
    private record Prepared<O>(
            @Nullable O answer, @Nullable Problem refusal, String stamp, SqlChange change) {}

    private Effect<Queried> query(Call<Query> call) {
        return prepared(
                call,
                image -> {
                    long began = System.nanoTime();
                    SqlSession session = new SqlSession(image, bounds);
                    SqlResult result = session.read(List.of(call.input().statement())).getFirst();
                    return Queried.of(result, began);
                },
                false);
    }

    private Effect<Executed> execute(Call<Execute> call) {
        return prepared(
                call,
                image -> {
                    long began = System.nanoTime();
                    List<SqlResult> results =
                            new SqlSession(image, bounds)
                                    .write(
                                            call.input().statements(),
                                            (index, result) -> expect(call.input(), index, result));
                    return Executed.of(results, call.input().several(), began);
                },
                true);
    }

    private static void expect(Execute input, int index, SqlResult result) {
        long rows =
                result.columns().isEmpty() || result.rowsAffected() > 0
                        ? result.rowsAffected()
                        : result.rows().size();
        input.steps()
                .get(index)
                .expectRows()
                .filter(expected -> expected != rows)
                .ifPresent(expected -> {
                    throw new Problem(
                                    UNEXPECTED_ROWS,
                                    "The statement was about %d rows and not %d; nothing was done."
                                            .formatted(rows, expected))
                            .with("expected", expected)
                            .with("rows", rows);
                });
    }

    private Effect<Schema> schema(Call<Shape.Nothing> call) {
        return prepared(call, image -> Schema.of(image, new SqlSession(image, bounds)), false);
    }

    /**
     * Runs something in the owner's database, in its turn, which ends with the call. A refusal is
     * kept for the transaction, too: there it is found out first whether the call was answered
     * before.
     */
    private <O> Effect<O> prepared(Call<?> call, Function<SqlImage, O> what, boolean writes) {
        Turn turn = databases.turn(call.owner());
        try {
            Prepared<O> prepared =
                    turn.run(image -> {
                        String before = image.stamp();
                        try {
                            O answer = what.apply(image);
                            SqlChange change =
                                    writes
                                            ? turn.committed(image, stamp())
                                            : SqlChange.none(before, image.pages());
                            return new Prepared<>(answer, null, before, change);
                        } catch (Problem refusal) {
                            return new Prepared<>(
                                    null, refusal, before, SqlChange.none(before, image.pages()));
                        }
                    });
            return new Effect<>() {
                @Override
                public Reply<O> run(Tx tx) {
                    return settled(tx, call.owner(), prepared);
                }

                @Override
                public void close() {
                    turn.close();
                }
            };
        } catch (RuntimeException e) {
            turn.close();
            throw e;
        }
    }

    private <O> Reply<O> settled(Tx tx, String owner, Prepared<O> prepared) {
        if (prepared.refusal() != null || prepared.change().isNone()) {
            if (!pages.current(tx, owner).stamp().equals(prepared.stamp())) {
                throw new Effect.Stale();
            }
        } else {
            pages.write(tx, prepared.change());
        }
        if (prepared.refusal() != null) {
            throw prepared.refusal();
        }
        return Reply.of(Objects.requireNonNull(prepared.answer()));
    }

    private String stamp() {
        byte[] bytes = new byte[STAMP_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
