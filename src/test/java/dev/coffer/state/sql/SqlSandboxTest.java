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
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a hostile caller tries: each is refused or bounded with a code, and others are served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SqlSandboxTest {

    private static final String FOR_EVER =
            "with recursive n(i) as (select 1 union all select i+1 from n) ";

    private final Service service = Service.off();

    /** Where a call has little time. */
    private final Service hasty = Service.off();

    private final Service.Client owner = service.payer("HOSTILE");

    SqlSandboxTest() {
        service.restartWith("sqlCallMs=20000", "sqlCallBytes=50000000");
        hasty.restartWith("sqlCallMs=300");
        for (String statement :
                List.of(
                        "create table if not exists t (x)",
                        "create table other (x)",
                        "create virtual table if not exists f using fts5 (x)",
                        // Written before there is what it writes to.
                        "create trigger tr after insert on other begin insert into g_data values (1, zeroblob(9)); end",
                        "create virtual table g using fts5 (x)")) {
            owner.post("/api/sql/execute", sql(statement)).expect(200);
        }
    }

    @AfterAll
    void close() {
        service.close();
        hasty.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // Files, other databases, extensions.
                "attach 'x.db' as x | statement_not_allowed",
                "/**/ ; attach database ':memory:' as x | statement_not_allowed",
                "detach main | statement_not_allowed",
                "vacuum | statement_not_allowed",
                "vacuum into 'x.db' | statement_not_allowed",
                "backup to 'x.db' | sql_error",
                "restore from 'x.db' | sql_error",
                "select load_extension('x') | statement_not_allowed",
                "select readfile('/etc/passwd') | sql_error",
                "select writefile('x', 'y') | sql_error",
                "select edit('x') | sql_error",
                "select * from zipfile('x') | sql_error",
                "create virtual table x using csv(filename = '/etc/passwd') | statement_not_allowed",
                "create virtual table x using fts3(x) | statement_not_allowed",
                "create virtual table x using fts4(content = 't') | statement_not_allowed",
                "create virtual table x using fts5(y, content = 'pragma_database_list') | statement_not_allowed",
                // What the connection is set to.
                "pragma journal_mode = delete | statement_not_allowed",
                "pragma /**/ main . synchronous(2) | statement_not_allowed",
                "explain pragma synchronous = 1 | statement_not_allowed",
                "explain query plan pragma temp_store = 1 | statement_not_allowed",
                "pragma writable_schema = on | statement_not_allowed",
                "pragma max_page_count = 1000000 | statement_not_allowed",
                "pragma foreign_keys = off | statement_not_allowed",
                "pragma wal_checkpoint(truncate) | statement_not_allowed",
                "pragma hard_heap_limit | statement_not_allowed",
                "pragma temp_store_directory = '/tmp' | statement_not_allowed",
                "pragma database_list | statement_not_allowed",
                "select file from pragma_database_list | statement_not_allowed",
                "select * from 'PRAGMA_database_list' | statement_not_allowed",
                "select * from [pragma_optimize](-1) | statement_not_allowed",
                "create view v as select * from pragma_database_list | statement_not_allowed",
                "pragma user_version(1) | statement_not_allowed",
                // The transaction, the schema, what lasts on a connection.
                "begin | statement_not_allowed",
                "commit | statement_not_allowed",
                "end | statement_not_allowed",
                "rollback | statement_not_allowed",
                "savepoint x | statement_not_allowed",
                "release x | statement_not_allowed",
                "create temp table x (y) | statement_not_allowed",
                "create table temp.x (y) | statement_not_allowed",
                "create temporary trigger x after insert on t begin select 1; end | statement_not_allowed",
                "update sqlite_master set sql = 'x' | sql_error",
                "delete from sqlite_schema | sql_error",
                "insert into main.sqlite_schema values (1, 2, 3, 4, 5) | sql_error",
                "drop table sqlite_schema | sql_error",
                "create table sqlite_x (y) | sql_error",
                "select * from dbstat | statement_not_allowed",
                "select * from sqlite_dbpage | statement_not_allowed",
                "create virtual table x using dbstat(main) | statement_not_allowed",
                // What virtual tables keep themselves in.
                "delete from f_data | statement_not_allowed",
                "update f_content set c0 = 1 | statement_not_allowed",
                "drop table f_data | statement_not_allowed",
                "alter table f_config add column y | statement_not_allowed",
                "create trigger x after insert on f_data begin select 1; end | statement_not_allowed",
                "create index x on f_content (c0) | statement_not_allowed",
                "insert into other values (1) | statement_not_allowed",
                // Functions that are no one's business, or never end.
                "select fts3_tokenizer('x') | statement_not_allowed",
                "select sqlite_log(1, 'x') | statement_not_allowed",
                "select replicate('x', 1000000000) | statement_not_allowed",
                "select json_patch('{}', '{}') | statement_not_allowed",
                "select fts5(1) | statement_not_allowed",
                "select sqlite_rename_table('main', 't', 't', 'create table t (x)', 't', 't', 0) | sql_error",
                // Several statements, and none.
                "select 1; drop table t | one_statement",
                "select 1 /* ; */ ; ; replace into t values (42) | one_statement",
                "create trigger x after insert on t begin select 1; end; drop table t | one_statement",
                // Too long, too deep, too many.
                "select zeroblob(1000000000) | sql_error",
                "select randomblob(300000) | sql_error",
                "select printf('%.*c', 1000000000, 'x') | sql_error",
                "select replace(hex(zeroblob(100000)), '0', hex(zeroblob(1000))) | sql_error",
                "select '%s' like '%%%s' | sql_error",
                "select %s1%s | sql_error",
            })
    void isRefused(String statement, String code) {
        String nested =
                statement.contains("%s1%s")
                        ? statement.formatted("abs(".repeat(300), ")".repeat(300))
                        : statement.replace("%s", "a".repeat(150)).replace("%%", "%");
        Answered refused = owner.post("/api/sql/execute", sql(nested)).expect(400);
        assertThat(refused.at("code").asString()).as(refused.text()).isEqualTo(code);
        assertThat(refused.text()).doesNotContain(".db\"").doesNotContain("/tmp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select json_group_array(hex(zeroblob(100000))) from n",
                "select count(distinct concat(i, hex(zeroblob(100000)))) from n",
                "select i from n order by hex(zeroblob(100000)), i",
                "select concat(hex(zeroblob(90000)), i) as z from n union select 1",
            })
    @EnabledOnOs(OS.LINUX)
    void memoryIsBounded(String select) throws IOException {
        Set<Path> before = temporaryFiles();
        long resident = residentBytes();
        Answered stopped = owner.post("/api/sql/query", sql(FOR_EVER + select)).expect(422);
        assertThat(stopped.at("code").asString()).isEqualTo("sql_limit");
        assertThat(stopped.at("quota").asString()).isEqualTo("sqlCallBytes");
        assertThat(residentBytes() - resident).isLessThan(150L << 20);
        assertThat(temporaryFiles()).isSubsetOf(before);
        owner.post("/api/sql/query", sql("select 1")).expect(200);
    }

    @Test
    void timeIsBounded() {
        for (String select :
                List.of(
                        "select count(*) from n",
                        "select max(i) from n where i < 0 group by i % 2")) {
            Answered stopped =
                    hasty.payer("SLOW").post("/api/sql/query", sql(FOR_EVER + select)).expect(422);
            assertThat(stopped.code()).isEqualTo("sql_limit");
            assertThat(stopped.at("quota").asString()).isEqualTo("sqlCallMs");
            assertThat(stopped.at("limit").asLong()).isEqualTo(300);
        }
        hasty.payer("SLOW").post("/api/sql/query", sql("select 1")).expect(200);
    }

    /** Some close their half of the connection when they have asked, and still listen. */
    @Test
    void whoHasSaidAllIsStillAnswered() throws IOException {
        hasty.payer("HALF").post("/api/sql/query", sql("select 1")).expect(200);
        String body = sql(FOR_EVER + "select count(*) from n");
        try (Socket socket = new Socket("127.0.0.1", hasty.port())) {
            socket.getOutputStream()
                    .write(
                            """
                            POST /api/sql/query HTTP/1.1\r
                            Host: localhost\r
                            Connection: close\r
                            X-Payer: HALF\r
                            Content-Length: %d\r
                            \r
                            %s\
                            """
                                    .formatted(body.length(), body)
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 422 ").contains("\"code\":\"sql_limit\"");
        }
    }

    /** One step can't be stopped, so the worst of them must be short. */
    @Test
    void oneStepIsShort() {
        String half = "a".repeat(1);
        String texts =
                "with h as (select replace(hex(zeroblob(65000)), '0', '%1$s') as a), b as (select a || a || 'b' as n, a || a as a from h) "
                        .formatted(half);
        for (String select :
                List.of(
                        "select instr(a || a, substr(n, 100000)) from b",
                        "select length(trim(a, n)) from b",
                        "select a like '%a%a%a%a%a%a%a%a%a%a%a%a%b' from b")) {
            long began = System.nanoTime();
            Answered answered = owner.post("/api/sql/query", sql(texts + select));
            assertThat(answered.status()).as(answered.text()).isIn(200, 400, 422);
            assertThat((System.nanoTime() - began) / 1_000_000).as(select).isLessThan(15_000);
        }
    }

    /** What goes deep on SQLite's stack, at its limits. */
    @Test
    void depthEnds() {
        Service.Client other = service.payer("DEEP");
        other.post("/api/sql/execute", sql("create view v0 as select 1 as x")).expect(200);
        List<String> views = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            views.add(sql("create view v%d as select x from v%d".formatted(i, i - 1)));
        }
        inParts(other, views);
        for (String deep :
                List.of(
                        "select * from v99",
                        "select * from v300",
                        "select " + "(select ".repeat(400) + "1" + ")".repeat(400),
                        "select " + "not ".repeat(1_000) + "1",
                        "select json_valid(replace(hex(zeroblob(100000)), '0', '['))",
                        "select json(replace(hex(zeroblob(400)), '0', '[') || replace(hex(zeroblob(400)), '0', ']'))",
                        "select 1" + " union select 1".repeat(290))) {
            assertThat(other.post("/api/sql/query", sql(deep)).status()).as(deep).isIn(200, 400);
        }
    }

    @Test
    void aSchemaIsBounded() {
        Service.Client other = service.payer("SCHEMA");
        String view = "create view v%d as select '" + "x".repeat(4000) + "' as x";
        int status = 200;
        int views = 0;
        while (status == 200 && views < 100) {
            status = other.post("/api/sql/execute", sql(view.formatted(views++))).status();
        }
        assertThat(status).isEqualTo(413);
        assertThat(views).isBetween(60, 66);
        other.post("/api/sql/execute", sql("drop view v0")).expect(200);
    }

    @Test
    void viewsUponViewsAreNotExpandedForEver() {
        Service.Client other = hasty.payer("BOMB");
        other.post("/api/sql/execute", sql("create view v0 as select 1 as x")).expect(200);
        for (int i = 1; i <= 40; i++) {
            String view =
                    "create view v%d as select a.x from v%d a, v%d b".formatted(i, i - 1, i - 1);
            other.post("/api/sql/execute", sql(view)).expect(200);
        }
        long began = System.nanoTime();
        int status = other.post("/api/sql/query", sql("select * from v40")).status();
        assertThat(status).isIn(400, 422);
        assertThat((System.nanoTime() - began) / 1_000_000).isLessThan(15_000);
    }

    /** Triggers that call each other too deep are refused, and nothing of it kept. */
    @Test
    void triggersEnd() {
        Service.Client other = service.payer("TRIGGERS");
        List<String> chain = new ArrayList<>(List.of(sql("create table t0 (x)")));
        for (int i = 1; i <= 40; i++) {
            chain.add(sql("create table t%d (x)".formatted(i)));
            chain.add(
                    sql(
                            "create trigger r%1$d after insert on t%2$d begin insert into t%1$d values (1); end"
                                    .formatted(i, i - 1)));
        }
        inParts(other, chain);
        other.post("/api/sql/execute", sql("insert into t0 values (1)")).expect(400);
        assertThat(rows(other, "select count(*) as c from t0")).isEqualTo("[{\"c\":0}]");
    }

    @Test
    void othersAreServedWhileStatementsRun() {
        List<Call<Answered>> endless = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Service.Client hostile = hasty.payer("ENDLESS" + i);
            endless.add(
                    Call.start(() ->
                            hostile.post(
                                    "/api/sql/query", sql(FOR_EVER + "select count(*) from n"))));
        }
        int served = 0;
        while (endless.stream().anyMatch(call -> !call.isDone())) {
            hasty.payer("OTHER").post("/api/kv/set", "{\"key\":\"k\",\"value\":1}").expect(200);
            served++;
        }
        assertThat(served).isGreaterThan(20);
        endless.forEach(call -> call.get().expect(422));
        hasty.payer("OTHER").post("/api/sql/query", sql("select 1")).expect(200);
    }

    /** An upgrade of the driver may bring modules and functions that were not looked at yet. */
    @Test
    void allThatThisSqliteHasIsKnown() throws Exception {
        assertThat(names("select name from pragma_module_list where name not like 'pragma%'"))
                .containsExactlyInAnyOrder(
                        "dbstat",
                        "fts3",
                        "fts3tokenize",
                        "fts4",
                        "fts4aux",
                        "fts5",
                        "fts5vocab",
                        "rtree",
                        "rtree_i32");
        assertThat(names("select distinct name from pragma_function_list where builtin"))
                .hasSize(143);
    }

    private static void inParts(Service.Client client, List<String> statements) {
        for (int from = 0; from < statements.size(); from += 100) {
            List<String> part = statements.subList(from, Math.min(from + 100, statements.size()));
            client.post("/api/sql/execute", list(part.toArray(String[]::new))).expect(200);
        }
    }

    private static Set<String> names(String query) throws Exception {
        Set<String> names = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static String rows(Service.Client client, String query) {
        return client.post("/api/sql/query", sql(query)).expect(200).at("rows").toString();
    }

    private static long residentBytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return Long.parseLong(pages[1]) * 4096;
    }

    /** Those that SQLite has open, deleted ones among them. */
    private static Set<Path> temporaryFiles() throws IOException {
        Set<Path> open = new TreeSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : descriptors.toList()) {
                if (Files.isSymbolicLink(each)) {
                    Path target = Files.readSymbolicLink(each);
                    if (target.toString().contains("etilqs")) {
                        open.add(target);
                    }
                }
            }
        } catch (java.nio.file.NoSuchFileException e) {
            return open; // Closed meanwhile.
        }
        return open;
    }
}
