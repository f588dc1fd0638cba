package dev.coffer.state.sql;

import static dev.coffer.state.sql.SqlScenarios.list;
import static dev.coffer.state.sql.SqlScenarios.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What of a database the store has, and what a node's copy of it is worth. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SqlStateTest {

    private static final String EXECUTE = "/api/sql/execute";
    private static final String FILL =
            "with recursive n(i) as (select 1 union all select i+1 from n where i<%d) insert or replace into t select i, randomblob(1000) from n";

    private final Service service = Service.off();

    @AfterAll
    void close() {
        service.close();
    }

    private static Answered execute(Service.Client owner, String statement) {
        return owner.post(EXECUTE, sql(statement));
    }

    private static long number(Service.Client owner, String query) {
        Answered answered = owner.post("/api/sql/query", sql(query)).expect(200);
        return answered.at("rows").path(0).path("n").asLong();
    }

    private static long bytes(Service.Client owner) {
        return owner.get("/api/sql/schema").expect(200).at("bytes").asLong();
    }

    private long used(String owner) {
        return Long.parseLong(
                service.query(
                                "select bytes from usage where capability = 'sql' and owner = '%s'"
                                        .formatted(owner))
                        .getFirst()
                        .getFirst());
    }

    @Test
    void aRepetitionIsAnsweredAndNotDone() {
        Service.Client owner = service.payer("AGAIN");
        execute(owner, "create table t (x unique)").expect(200);
        String insert = sql("insert into t values (1) returning rowid, x");
        String[] key = {"Idempotency-Key", "insert it once only"};
        Answered first = owner.post(EXECUTE, insert, key).expect(200);
        Answered again = owner.post(EXECUTE, insert, key).expect(200);
        assertThat(again.text()).isEqualTo(first.text());
        execute(owner, "insert into t values (2)").expect(200);
        assertThat(number(owner, "select count(*) as n from t")).isEqualTo(2);
        String read = sql("select count(*) as n from t");
        Answered counted =
                owner.post("/api/sql/query", read, "Idempotency-Key", "count it once only");
        execute(owner, "drop table t").expect(200);
        assertThat(
                        owner.post("/api/sql/query", read, "Idempotency-Key", "count it once only")
                                .text())
                .isEqualTo(counted.text());
    }

    /** The statement ran in the copy, and the transaction did not come to be. */
    @Test
    void whatTheStoreRefusesIsNotThere() {
        Service.Client owner = service.payer("FENCED");
        execute(owner, "create table t (x)").expect(200);
        String fenced =
                "{\"query\":\"insert into t values (1)\",\"fence\":{\"lock\":\"l\",\"number\":1}}";
        owner.post(EXECUTE, fenced).expect(412);
        assertThat(number(owner, "select count(*) as n from t")).isZero();
        execute(owner, "insert into t values (2)").expect(200);
        assertThat(number(owner, "select sum(x) as n from t")).isEqualTo(2);
    }

    @Test
    void whatIsDeletedIsGivenBack() {
        Service.Client owner = service.payer("SHRINKS");
        execute(owner, "create table t (i, x)").expect(200);
        execute(owner, FILL.formatted(2_000)).expect(200);
        long full = bytes(owner);
        assertThat(full).isGreaterThan(2_000_000).isEqualTo(used("SHRINKS"));
        execute(owner, "delete from t where i > 100").expect(200);
        assertThat(bytes(owner)).isLessThan(full / 5).isEqualTo(used("SHRINKS"));
        List<List<String>> pages =
                service.query(
                        "select count(*) * 4096, max(page) * 4096 from sql_page where owner = 'SHRINKS'");
        assertThat(pages).isEqualTo(List.of(List.of("" + bytes(owner), "" + bytes(owner))));
        service.restart();
        assertThat(number(owner, "select count(*) as n from t")).isEqualTo(100);
    }

    @Test
    void aFullDatabaseTakesNoMoreAndGivesBack() {
        service.restartWith("sqlDatabaseBytes=1000000");
        Service.Client owner = service.payer("FULL");
        execute(owner, "create table t (i integer primary key, x)").expect(200);
        execute(owner, "create virtual table f using fts5 (x)").expect(200);
        Answered full = execute(owner, FILL.formatted(2_000)).expect(413);
        assertThat(full.code()).isEqualTo("quota_exceeded");
        assertThat(full.at("limit").asLong()).isEqualTo(1_000_000);
        assertThat(full.at("used").asLong()).isPositive().isLessThan(1_000_000);
        assertThat(number(owner, "select count(*) as n from t")).isZero();
        int rows = 0;
        while (execute(owner, "insert into f values (hex(randomblob(2000)))").status() == 200) {
            rows++;
        }
        assertThat(rows).isGreaterThan(50);
        execute(owner, "delete from f where rowid % 2 = 0").expect(200);
        execute(owner, "drop table f").expect(200);
        execute(owner, "insert into t (x) values (zeroblob(100000))").expect(200);
        service.restartWith("sqlDatabaseBytes=33554432", "ownerBytesPerCapability=500000");
        Answered over = execute(owner, FILL.formatted(900)).expect(413);
        assertThat(over.code()).isEqualTo("quota_exceeded");
        execute(owner, "delete from t").expect(200);
        service.restartWith("ownerBytesPerCapability=1073741824");
    }

    /** More owners than may be open at once, in any order, each finds what it wrote. */
    @Test
    void databasesAreClosedAndOpenedAgain() {
        service.restartWith("sqlOpenDatabases=3", "sqlCacheBytes=200000");
        Random random = new Random(1);
        long[] sums = new long[8];
        for (int i = 0; i < 80; i++) {
            int one = random.nextInt(sums.length);
            Service.Client owner = service.payer("EVICTED" + one);
            execute(owner, "create table if not exists t (x)").expect(200);
            execute(owner, "insert into t values (%d)".formatted(i)).expect(200);
            sums[one] += i;
            assertThat(number(owner, "select sum(x) as n from t")).isEqualTo(sums[one]);
        }
        service.restartWith("sqlOpenDatabases=256", "sqlCacheBytes=536870912");
    }

    @Test
    void callsOfOneOwnerAtOnceAreOneAfterAnother() {
        Service.Client owner = service.payer("ATONCE");
        execute(owner, "create table t (n)").expect(200);
        execute(owner, "insert into t values (0)").expect(200);
        List<Long> seen =
                Call.together(
                        24,
                        i ->
                                execute(owner, "update t set n = n + 1 returning n")
                                        .expect(200)
                                        .at("rows")
                                        .path(0)
                                        .path("n")
                                        .asLong());
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(number(owner, "select n from t")).isEqualTo(24);
    }

    /** A statement of a list that changes the schema, and one that uses it; and none of it. */
    @Test
    void aListIsDoneWholeOrNotAtAll() {
        Service.Client owner = service.payer("LISTS");
        List<String> statements = new ArrayList<>();
        statements.add(sql("create table t (x)"));
        statements.add(sql("insert into t values (1)"));
        statements.add(sql("alter table t add column y"));
        statements.add(sql("insert into t values (2, 3)"));
        owner.post(EXECUTE, list(statements.toArray(String[]::new))).expect(200);
        statements.set(0, sql("drop table t"));
        statements.set(1, sql("create table t (z)"));
        owner.post(EXECUTE, list(statements.toArray(String[]::new))).expect(200);
        statements.add(sql("insert into nowhere values (1)"));
        Answered refused = owner.post(EXECUTE, list(statements.toArray(String[]::new)));
        assertThat(refused.expect(400).at("index").asInt()).isEqualTo(4);
        assertThat(number(owner, "select count(z) + 10 * count(*) as n from t")).isEqualTo(11);
    }
}
