package dev.coffer.store.postgres;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.BOB;
import static dev.coffer.store.StoreUnderTest.setRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.Store;
import dev.coffer.store.StoreContract;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

class PostgresStoreTest extends StoreContract {

    private static final String EMPTY_ALL =
            """
            do $$ declare t text; begin
                for t in select tablename from pg_tables
                    where schemaname = 'public' and tablename <> 'flyway_schema_history'
                loop execute format('truncate %I', t); end loop;
                insert into probe (id, at) values (1, 0);
            end $$\
            """;

    private static final Map<Class<?>, String> URLS = new HashMap<>();

    private boolean opened;

    @Override
    protected Store open(int mostWaiting, int mostWaitingOfOwner, InstantSource clock) {
        String url = URLS.computeIfAbsent(getClass(), _ -> migrated());
        if (!opened) {
            opened = true;
            PostgresServer.execute(url, EMPTY_ALL);
        }
        return open(url, mostWaiting, mostWaitingOfOwner);
    }

    private String migrated() {
        String url = newDatabase();
        open(url, 1, 1).close();
        return url;
    }

    String newDatabase() {
        return PostgresServer.shared().newDatabase();
    }

    private static Store open(String url, int mostWaiting, int mostWaitingOfOwner) {
        return PostgresStore.open(
                url,
                new PostgresStore.Use(
                        1, 8, mostWaiting, mostWaitingOfOwner, Duration.ofSeconds(10)));
    }

    /** Each waits for the other's first write, which one after the other would never come. */
    @Test
    void worksOfABatchAdvanceInStep() {
        CountDownLatch both = new CountDownLatch(2);
        var held = on().hold();
        List<Call<Long>> calls =
                Stream.of(ALICE, BOB)
                        .map(owner ->
                                on().waiting(
                                                owner,
                                                tx -> {
                                                    setRows(tx, 1);
                                                    both.countDown();
                                                    Call.awaited(both);
                                                    return setRows(tx, 2);
                                                }))
                        .toList();
        held.release();
        assertThat(calls).extracting(Call::get).containsExactly(2L, 2L);
    }

    @Test
    void ownersThatWroteNothingLeaveNoRow() {
        assertThat(on().store().<Long>write(new Owner("stranger"), tx -> tx.now())).isPositive();
        assertThatThrownBy(() ->
                        on().store()
                                .write(
                                        new Owner("failing"),
                                        tx -> {
                                            setRows(tx, 1);
                                            throw new IllegalArgumentException();
                                        }))
                .isInstanceOf(IllegalArgumentException.class);
        on().store().write(ALICE, tx -> setRows(tx, 1));
        assertThat(
                        on().store()
                                .<List<String>>readGlobal(tx ->
                                        tx.all(
                                                "select owner from owner order by owner",
                                                row -> row.text(1))))
                .containsExactly("alice");
    }

    @Test
    void failedStatementsOfAWorkAreNoOutage() {
        assertThatThrownBy(() ->
                        on().store()
                                .write(
                                        ALICE,
                                        tx -> tx.update("update owner set stx = 1 / (stx - stx)")))
                .isInstanceOf(Session.Failed.class)
                .hasMessageContaining("division by zero");
    }
}
