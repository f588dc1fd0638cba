package dev.coffer.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Payer;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.room.Scans;
import dev.coffer.store.Table;
import dev.coffer.store.postgres.PostgresServer;
import dev.coffer.store.postgres.PostgresStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every statement that the service runs names its owner, or the global name, so that a PostgreSQL
 * spread by owner sends it to one place. Not by looking at texts: what the database logged while
 * the scenarios ran is planned once more over tables that are cut into parts by what they say that
 * they are spread by, and the plan must keep to one part.
 */
@Timeout(300)
@DisabledIfSystemProperty(named = "coffer.store", matches = ".+", disabledReason = "once is enough")
class OneShardTest {

    private static final int PARTS = 4;

    private static final List<Table> TABLES = Pebbles.tables();

    /** The sweeper, behind all calls, pages through all owners. */
    private static final Set<String> SCANS = Scans.of(TABLES);

    /** What else looks at all owners, and why it may. */
    private static final Map<String, String> OF_ALL =
            Map.of(
                    "where next_at is not null",
                            "payments whose outcome is open, at a start and now and then",
                    "where waits_for > 0 and (waits_until",
                            "memories that wait for their vectors, behind the calls",
                    "select owner, key, coalesce(model, '') from memory",
                            "memories that another model made, once after a start",
                    "delete from lane where at", "a node forgets old lanes once, when it starts");

    private static final Pattern EXECUTED = Pattern.compile("LOG:  execute [^:]+: (.*(?:\n\t.*)*)");

    /** What changes rows that are there, up to its end: its values and its condition. */
    private static final Pattern CHANGE =
            Pattern.compile(
                    "(?is)\\b(?:delete\\s+from|do\\s+update\\s+set|update\\s+(?!set\\b)\\S+\\s+set)\\b.*");

    private static final Pattern CALLED = Pattern.compile("(\\w+)\\s*\\(");

    private static final Pattern PART = Pattern.compile("\"Relation Name\": \"(\\w+)_part(\\d)\"");

    @Test
    void everyStatementGoesToOnePlace() throws Exception {
        try (PostgresServer server = PostgresServer.own()) {
            Set<String> statements = executed(server);
            assertThat(statements).hasSizeGreaterThan(80);
            assertThat(TABLES)
                    .as("tables that the scenarios touched")
                    .allMatch(table ->
                            table.local() || statements.stream().anyMatch(s -> names(s, table)));
            String url = server.newDatabase();
            PostgresStore.open(url, PostgresStore.Use.of(100, 10)).close();
            try (Connection connection = DriverManager.getConnection(url)) {
                cutIntoParts(connection);
                List<String> wrong = new ArrayList<>();
                for (String statement : statements) {
                    if (TABLES.stream().anyMatch(table -> names(statement, table))) {
                        check(connection, statement, wrong);
                        refuseVolatile(connection, statement, wrong);
                    }
                }
                assertThat(wrong).isEmpty();
            }
        }
    }

    private static boolean names(String statement, Table table) {
        return Pattern.compile("\\b" + table.name() + "\\b").matcher(statement).find();
    }

    /** What the database was asked to execute while the good scenarios ran. */
    private static Set<String> executed(PostgresServer server) {
        String database = server.newDatabaseThatClaimsCitus();
        String name = database.replaceAll(".*/(\\w+)\\?.*", "$1");
        try (Service service = Service.over(database)) {
            PostgresServer.execute(
                    database, "alter database %s set log_statement = 'all'".formatted(name));
            service.restart(); // Its connections are new ones, which log.
            Runner runner = new Runner(service);
            ScenarioSuite.common(service, false).stream()
                    .filter(s -> s.status() < 300)
                    .forEach(runner::run);
            service.restartSponsored(1);
            Payer payer = Payer.funded(service);
            service.post(
                            "/api/counter/increment",
                            "{\"name\": \"sponsored\"}",
                            X402.leavingItsFee(payer.wallet(), 0))
                    .expect(200);
            service.clock().advance(Duration.ofDays(-1));
            service.sweep(); // What was written while the clock was ahead.
            service.clock().advance(Duration.ofDays(400));
            service.sweep();
        }
        Set<String> statements = new TreeSet<>();
        Matcher matcher = EXECUTED.matcher(server.log());
        while (matcher.find()) {
            String statement = matcher.group(1).replace("\n\t", "\n");
            if (statement.matches("(?is)(with|select|insert|update|delete)\\b.*")
                    && !statement.contains("from pg_dist_")) { // Each machine has it whole.
                statements.add(statement);
            }
        }
        return statements;
    }

    private static void cutIntoParts(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("create schema spread");
            for (Table table : TABLES) {
                sql.execute(
                        "create table spread.%1$s (like public.%1$s including all) partition by hash (%2$s)"
                                .formatted(table.name(), table.spreadBy()));
                for (int part = 0; part < PARTS; part++) {
                    sql.execute(
                            "create table spread.%1$s_part%2$d partition of spread.%1$s for values with (modulus %3$d, remainder %2$d)"
                                    .formatted(table.name(), part, PARTS));
                }
            }
            sql.execute("set search_path = spread");
            sql.execute("set plan_cache_mode = force_custom_plan");
        }
    }

    private static void check(Connection connection, String statement, List<String> wrong)
            throws SQLException {
        Map<String, Set<String>> parts = new TreeMap<>();
        try (Statement sql = connection.createStatement()) {
            sql.execute("prepare asked as " + statement);
            String values = sampleValues(sql);
            String plan = text(sql, "explain (format json) execute asked" + values);
            sql.execute("deallocate asked");
            Matcher matcher = PART.matcher(plan);
            while (matcher.find()) {
                parts.computeIfAbsent(matcher.group(1), _ -> new TreeSet<>()).add(matcher.group(2));
            }
        }
        boolean one = parts.values().stream().allMatch(of -> of.size() <= 1);
        boolean allowed =
                SCANS.contains(statement.replaceAll("\\$\\d+", "?"))
                        || OF_ALL.keySet().stream().anyMatch(statement::contains);
        if (!one && !allowed) {
            wrong.add(statement + " goes to " + parts);
        }
    }

    /**
     * Citus refuses a change that each of its machines could work out differently; it evaluates
     * what an INSERT's values call, and nothing else.
     */
    private static void refuseVolatile(Connection connection, String statement, List<String> wrong)
            throws SQLException {
        Matcher change = CHANGE.matcher(statement);
        if (!change.find()) {
            return;
        }
        Matcher called = CALLED.matcher(change.group());
        while (called.find()) {
            String name = called.group(1).toLowerCase(Locale.ROOT);
            try (Statement sql = connection.createStatement()) {
                String volatility =
                        text(
                                sql,
                                "select max(provolatile) from pg_proc where proname = '"
                                        + name
                                        + "'");
                if (volatility.equals("v")) {
                    wrong.add(statement + " calls the volatile " + name);
                }
            }
        }
    }

    @Test
    void volatileCallsAreSeenWhereverAChangeHasThem() throws Exception {
        String url = PostgresServer.shared().newDatabase();
        try (Connection connection = DriverManager.getConnection(url)) {
            List<String> wrong = new ArrayList<>();
            for (String refused :
                    List.of(
                            "delete from t where at < extract(epoch from clock_timestamp())",
                            "update t set at = floor(Random () * 2) where a = $1",
                            "with x as (select 1) update t set a = $1 where b = nextval('s')",
                            "insert into t values (1) on conflict (a) do update set b = random()")) {
                refuseVolatile(connection, refused, wrong);
                assertThat(wrong).as(refused).hasSize(1);
                wrong.clear();
            }
            for (String taken :
                    List.of(
                            "insert into t values (clock_timestamp()) on conflict (a) do nothing",
                            "select clock_timestamp() from t where a = $1 for update",
                            "update t set a = coalesce(a, lower($1)) where b < now()")) {
                refuseVolatile(connection, taken, wrong);
                assertThat(wrong).as(taken).isEmpty();
            }
        }
    }

    /** One value for each parameter of the prepared statement, by its type. */
    private static String sampleValues(Statement sql) throws SQLException {
        String types =
                text(
                        sql,
                        "select array_to_string(parameter_types, ',') from pg_prepared_statements where name = 'asked'");
        if (types.isEmpty()) {
            return "";
        }
        List<String> values = new ArrayList<>();
        for (String type : types.split(",")) {
            values.add(
                    switch (type) {
                        case "text" -> "'x'";
                        case "bytea" -> "'\\x00'";
                        default -> "1";
                    });
        }
        return "(" + String.join(", ", values) + ")";
    }

    private static String text(Statement sql, String query) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) {
                String line = rows.getString(1);
                text.append(line == null ? "" : line).append('\n');
            }
        }
        return text.toString().strip();
    }
}
