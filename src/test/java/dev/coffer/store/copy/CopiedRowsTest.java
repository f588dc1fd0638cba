package dev.coffer.store.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.payment.LedgerSums;
import dev.coffer.store.Migrations;
import dev.coffer.store.StoreException;
import dev.coffer.store.postgres.PostgresEnd;
import dev.coffer.store.postgres.PostgresServer;
import dev.coffer.store.sqlite.SqliteEnd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;

/** Rows of any value come over as they are, however often the copy is stopped. */
class CopiedRowsTest {

    /** Where a test stops a copy: behind a transaction of it. */
    private static final class Stopped extends RuntimeException {}

    @TempDir private Path dir = Path.of("");

    private Path sqlite(String name) throws Exception {
        Path directory = Files.createDirectory(dir.resolve(name));
        RandomRows.makeTables(Migrations.Dialect.SQLITE, RandomRows.sqlite(directory));
        return directory;
    }

    private static String postgres() throws SQLException {
        String url = PostgresServer.shared().newDatabase();
        RandomRows.makeTables(Migrations.Dialect.POSTGRESQL, url);
        return url;
    }

    private interface Opening {
        End open(End.Role role);
    }

    /** Stops after so many transactions; false if it was complete before. */
    private static boolean stop(Opening from, Opening to, int transactions) {
        int[] left = {transactions};
        try (End source = from.open(End.Role.SOURCE);
                End target = to.open(End.Role.TARGET)) {
            Copy copy = Copy.open(source, target);
            copy.transfer((_, _) -> {
                if (--left[0] == 0) {
                    throw new Stopped();
                }
            });
            assertThat(copy.verify(LedgerSums::of).agrees()).isTrue();
            return false;
        } catch (Stopped e) {
            return true;
        }
    }

    private static int copyWithStops(Opening from, Opening to, Random random) {
        int stops = 0;
        while (stop(from, to, 1 + random.nextInt(3))) {
            stops++;
        }
        return stops;
    }

    @Test
    void allValuesOfAllColumnsComeOverThereAndBack() throws Exception {
        long seed = System.nanoTime();
        System.out.println("CopiedRowsTest seed " + seed);
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(random);
        Path first = sqlite("first");
        String second = postgres();
        Path third = sqlite("third");
        Path fourth = sqlite("fourth");
        String fifth = postgres();
        rows.fill(RandomRows.sqlite(first));

        assertThat(
                        copyWithStops(
                                role -> SqliteEnd.open(first, role),
                                role -> PostgresEnd.open(second, role),
                                random))
                .isPositive();
        assertThat(
                        copyWithStops(
                                role -> PostgresEnd.open(second, role),
                                role -> SqliteEnd.open(third, role),
                                random))
                .isPositive();
        copyWithStops(
                role -> SqliteEnd.open(third, role), role -> SqliteEnd.open(fourth, role), random);
        copyWithStops(
                role -> PostgresEnd.open(second, role),
                role -> PostgresEnd.open(fifth, role),
                random);

        var dump = rows.dump(RandomRows.sqlite(first));
        assertThat(dump).containsKeys("kv", "credit", "later");
        assertThat(dump.get("later")).hasSizeGreaterThan(11_000);
        assertThat(rows.dump(second)).isEqualTo(dump);
        assertThat(rows.dump(RandomRows.sqlite(third))).isEqualTo(dump);
        assertThat(rows.dump(RandomRows.sqlite(fourth))).isEqualTo(dump);
        assertThat(rows.dump(fifth)).isEqualTo(dump);
    }

    /** In the server's words, and with all that was copied before. */
    @Test
    void aCopyThatFailsSaysWhyAndGoesOn() throws Exception {
        RandomRows rows = new RandomRows(new Random(2));
        Path first = sqlite("first");
        String second = postgres();
        rows.fill(RandomRows.sqlite(first));
        PostgresServer.execute(
                second,
                """
                create function full_disk() returns trigger language plpgsql as
                    'begin raise exception ''no room''; end';
                create trigger full_disk before insert on later for each row
                    execute function full_disk()\
                """);
        Opening from = role -> SqliteEnd.open(first, role);
        Opening to = role -> PostgresEnd.open(second, role);
        assertThatThrownBy(() -> stop(from, to, -1))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessage(
                        "the copy stopped, and the same command goes on from there: ERROR: no room");
        PostgresServer.execute(second, "drop trigger full_disk on later");
        assertThat(stop(from, to, -1)).isFalse();
        assertThat(rows.dump(second)).isEqualTo(rows.dump(RandomRows.sqlite(first)));
    }

    /** Of one row or two that differ the counts and sums say nothing. */
    @Test
    void aCopyThatDiffersInOneByteIsNotComplete() throws Exception {
        RandomRows rows = new RandomRows(new Random(1));
        Path first = sqlite("first");
        String second = postgres();
        rows.fill(RandomRows.sqlite(first));
        PostgresServer.execute(
                second,
                """
                create function changed() returns trigger language plpgsql as
                    'begin new.held = set_byte(new.held, 0, get_byte(new.held, 0) # 1); return new; end';
                create trigger changed before insert on later for each row
                    when (length(new.held) = 20) execute function changed()\
                """);
        try (End source = SqliteEnd.open(first, End.Role.SOURCE);
                End target = PostgresEnd.open(second, End.Role.TARGET)) {
            Copy copy = Copy.open(source, target);
            copy.transfer((_, _) -> {});
            var report = copy.verify(LedgerSums::of);
            assertThat(report.agrees()).isFalse();
            assertThat(report.tables())
                    .allSatisfy(table ->
                            assertThat(table.same()).isEqualTo(!table.table().equals("later")));
            assertThat(target.isUnfinished()).isTrue();
        }
        // And stays so when it goes on.
        assertThatThrownBy(() ->
                        stop(
                                role -> SqliteEnd.open(first, role),
                                role -> PostgresEnd.open(second, role),
                                -1))
                .isInstanceOf(AssertionError.class);
    }
}
