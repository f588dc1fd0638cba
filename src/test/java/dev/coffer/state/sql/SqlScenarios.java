package dev.coffer.state.sql;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;

import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.WrongTypes;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;

/** What the SQL endpoints take and give. */
public final class SqlScenarios {

    private static final String QUERY = "/api/sql/query";
    private static final String EXECUTE = "/api/sql/execute";
    private static final String SCHEMA = "/api/sql/schema";

    private static final JsonMapper JSON = new JsonMapper();

    private SqlScenarios() {}

    /** The input of one statement. */
    static String sql(String statement) {
        return "{\"query\":%s}".formatted(JSON.writeValueAsString(statement));
    }

    static String sql(String statement, String params) {
        return "{\"query\":%s,\"params\":%s}".formatted(JSON.writeValueAsString(statement), params);
    }

    static String list(String... statements) {
        return "{\"statements\":[" + String.join(",", statements) + "]}";
    }

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(query());
        all.addAll(values());
        all.addAll(refusedQueries());
        all.addAll(execute());
        all.addAll(lists());
        all.addAll(schema());
        all.addAll(WrongTypes.of(QUERY, "{\"query\":\"select 1\"}", "query", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(EXECUTE, "{}", "query", WrongTypes.TEXT));
        List<String> noValues =
                List.of("1", "\"[]\"", "true", "null", "[[]]", "[{}]", "{\"a\":[]}");
        all.addAll(WrongTypes.of(QUERY, "{\"query\":\"select 1\"}", "params", noValues));
        all.addAll(WrongTypes.of(EXECUTE, "{\"query\":\"select 1\"}", "params", noValues));
        List<String> noList = List.of("{}", "\"x\"", "1", "null", "true", "[]", "[1]", "[\"x\"]");
        all.addAll(WrongTypes.of(EXECUTE, "{}", "statements", noList));
        return all;
    }

    private static Scenario query(String name, String sql, String gives) {
        return post("query: " + name, QUERY, sql).gives(200, gives).costs(READ);
    }

    private static List<Scenario> query() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("query: all that it answers", QUERY, sql("select 1 as a, 'x' as b"))
                        .gives(
                                200,
                                """
                                {"rows": [{"a": 1, "b": "x"}], "rowCount": 1, "columns": ["a", "b"],
                                 "truncated": "!", "elapsedMs": "*", "tokenType": "STX"}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.add(
                get("query: values in a query string", QUERY + "?query=select%20%3F&params=%5B7%5D")
                        .gives(200, "{\"rows\":[{\"?\":7}]}")
                        .costs(READ));
        all.add(
                query(
                        "columns without rows",
                        sql("select 1 as a, 2 as b where 0"),
                        "{\"rows\":[],\"rowCount\":0,\"columns\":[\"a\",\"b\"]}"));
        all.add(
                query(
                        "columns of one name are numbered",
                        sql("select 1 as a, 2 as a, 3 as a_2, 4 as a"),
                        "{\"columns\":[\"a\",\"a_3\",\"a_2\",\"a_4\"],\"rows\":[{\"a\":1,\"a_3\":2,\"a_2\":3,\"a_4\":4}]}"));
        for (String reads :
                List.of(
                        "values (1), (2)",
                        "with a as (select 1) select * from a",
                        "explain query plan select 1",
                        "explain create table x (y)",
                        "pragma table_info(x)",
                        "pragma main.user_version",
                        "/* a comment */ -- another\n ; select 1 ; -- the end",
                        "select 1 as updated_at, 'drop table x; delete from y' as created_at",
                        "select ';' /* ; */ \";\" from (select 1 as \";\")")) {
            all.add(query(reads, sql(reads), "{\"rows\":\"*\"}"));
        }
        all.add(
                query(
                        "more rows than an answer has",
                        sql(
                                "with recursive n(i) as (select 1 union all select i+1 from n where i<20000) select i from n"),
                        "{\"rowCount\":10000,\"truncated\":true}"));
        all.add(
                query(
                        "more bytes than an answer has",
                        sql(
                                "with recursive n(i) as (select 1 union all select i+1 from n where i<20) select hex(zeroblob(50000)) as h from n"),
                        "{\"rowCount\":10,\"truncated\":true}"));
        return all;
    }

    private static List<Scenario> values() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                query(
                        "values by place",
                        sql(
                                "select ?, ?, ?, ?, ?, ?, ?",
                                "[9223372036854775807, 1.5, \"t\\u00e4xt\", null, true, false, {\"base64\":\"AAEC\"}]"),
                        """
                        {"rows": [{"?": 9223372036854775807, "?_2": 1.5, "?_3": "t\u00e4xt", "?_4": null,
                         "?_5": 1, "?_6": 0, "?_7": {"base64": "AAEC"}}]}\
                        """));
        all.add(
                query(
                        "values by number, and the next",
                        sql("select ?2 as a, ?1 as b, ? as c, ?2 as d", "[1,2,3]"),
                        "{\"rows\":[{\"a\":2,\"b\":1,\"c\":3,\"d\":2}]}"));
        all.add(
                query(
                        "values by name",
                        sql(
                                "select :a as a, @b as b, $c as c, :a as d",
                                "{\"a\":1,\"b\":2,\"c\":3}"),
                        "{\"rows\":[{\"a\":1,\"b\":2,\"c\":3,\"d\":1}]}"));
        all.add(
                query(
                        "numbers keep their kind",
                        sql("select typeof(?) as a, typeof(?) as b, ? as c", "[1, 1.0, 1e2]"),
                        "{\"rows\":[{\"a\":\"integer\",\"b\":\"real\",\"c\":100.0}]}"));
        all.add(
                query(
                        "infinity is a number beyond all",
                        sql("select 9e999 as a, -9e999 as b, 9e999 - 9e999 as c"),
                        "{\"rows\":[{\"a\":9e999,\"b\":-9e999,\"c\":null}]}"));
        String wrong = "wrong_parameters";
        for (String given : List.of("[]", "[1]", "[1,2,3]", "{\"a\":1}", "{\"a\":1,\"b\":2}")) {
            all.add(
                    post("query: two values, " + given, QUERY, sql("select ?, ?", given))
                            .gives(400, "{\"code\":\"wrong_parameters\",\"expected\":2}"));
        }
        all.add(
                post("query: a name too many", QUERY, sql("select :a", "{\"a\":1,\"b\":1}"))
                        .refused(400, wrong));
        all.add(post("query: no values", QUERY, sql("select ?")).refused(400, wrong));
        all.add(
                post("query: beyond 64 bits", QUERY, sql("select ?", "[9223372036854775808]"))
                        .invalid("params"));
        all.add(
                post("query: no base64", QUERY, sql("select ?", "[{\"base64\":\"%\"}]"))
                        .invalid("params"));
        all.add(
                post("query: NUL in a value", QUERY, sql("select ?", "[\"a\\u0000\"]"))
                        .invalid("params"));
        all.add(
                post("query: one name twice", QUERY, sql("select :a", "{\"a\":1,\"a\":2}"))
                        .invalid("params"));
        all.add(
                post("query: too long", QUERY, sql("select '" + "x".repeat(4096) + "'"))
                        .invalid("query"));
        return all;
    }

    private static List<Scenario> refusedQueries() {
        List<Scenario> all = new ArrayList<>();
        for (String writes :
                List.of(
                        "create table another (x)",
                        "with a as (select 1) insert into t select * from a",
                        "analyze")) {
            all.add(
                    post("query: " + writes, QUERY, sql(writes))
                            .after(EXECUTE, sql("create table if not exists t (x)"))
                            .refused(400, "read_only"));
        }
        all.add(
                post("query: two statements", QUERY, sql("select 1; select 2"))
                        .refused(400, "one_statement"));
        all.add(
                post("query: a syntax error", QUERY, sql("select from where"))
                        .gives(
                                400,
                                "{\"code\":\"sql_error\",\"sqliteCode\":\"SQLITE_ERROR\",\"detail\":\"~near \\\"from\\\": syntax error\",\"index\":\"!\"}"));
        for (String none : List.of(" ", ";", "-- x", "/* x", "'", "nonsense", "explain")) {
            all.add(post("query: " + none, QUERY, sql(none)).refused(400, "sql_error"));
        }
        all.add(
                post("query: no such table", QUERY, sql("select * from nowhere"))
                        .gives(
                                400,
                                "{\"code\":\"sql_error\",\"detail\":\"no such table: nowhere\"}"));
        return all;
    }

    private static List<Scenario> execute() {
        String made = sql("create table p (id integer primary key, n text unique)");
        List<Scenario> all = new ArrayList<>();
        all.add(
                post("execute: a table", EXECUTE, made)
                        .gives(
                                200,
                                """
                                {"success": true, "rowsAffected": 0, "rows": "!", "columns": "!",
                                 "lastInsertRowId": "!", "results": "!", "elapsedMs": "*",
                                 "tokenType": "STX"}\
                                """)
                        .costs(WRITE));
        all.add(
                post(
                                "execute: returning",
                                EXECUTE,
                                sql("insert into p (n) values ('a'), ('b') returning id, n"))
                        .after(EXECUTE, made)
                        .gives(
                                200,
                                """
                                {"rowsAffected": 2, "rows": [{"id": 1, "n": "a"}, {"id": 2, "n": "b"}],
                                 "columns": ["id", "n"], "lastInsertRowId": 2}\
                                """)
                        .costs(WRITE));
        all.add(
                post("execute: none changed", EXECUTE, sql("update p set n = 'x' where id = 9"))
                        .after(EXECUTE, made)
                        .after(EXECUTE, sql("insert into p values (7, 'a')"))
                        .gives(200, "{\"rowsAffected\":0,\"lastInsertRowId\":\"!\"}")
                        .costs(WRITE));
        all.add(
                post("execute: what reads, too", EXECUTE, sql("select 1 as a"))
                        .gives(200, "{\"rowsAffected\":0,\"rows\":[{\"a\":1}]}")
                        .costs(WRITE));
        all.add(
                post("execute: not unique", EXECUTE, sql("insert into p (n) values ('a')"))
                        .after(EXECUTE, made)
                        .after(EXECUTE, sql("insert into p (n) values ('a')"))
                        .gives(
                                400,
                                """
                                {"code": "sql_error", "sqliteCode": "SQLITE_CONSTRAINT_UNIQUE",
                                 "detail": "UNIQUE constraint failed: p.n"}\
                                """));
        all.add(
                post(
                                "execute: a foreign key that is missing at the end",
                                EXECUTE,
                                sql("insert into child values (1)"))
                        .after(EXECUTE, made)
                        .after(
                                EXECUTE,
                                sql(
                                        "create table child (p references p deferrable initially deferred)"))
                        .gives(400, "{\"sqliteCode\":\"SQLITE_CONSTRAINT_FOREIGNKEY\"}"));
        all.add(
                post("execute: a version of the schema", EXECUTE, sql("pragma user_version = 5"))
                        .gives(200, "{}")
                        .costs(WRITE));
        all.add(post("execute: nothing", EXECUTE, "{}").invalid("query"));
        all.add(
                post(
                                "execute: both",
                                EXECUTE,
                                "{\"query\":\"select 1\",\"statements\":[{\"query\":\"select 1\"}]}")
                        .invalid("query"));
        all.add(
                post("execute: a misspelt field", EXECUTE, "{\"sql\":\"select 1\"}")
                        .refused(400, "unknown_field"));
        all.add(get("execute: GET", EXECUTE).refused(405, "method_not_allowed"));
        return all;
    }

    private static List<Scenario> lists() {
        String made = sql("create table l (id integer primary key, n text unique)");
        List<Scenario> all = new ArrayList<>();
        all.add(
                post(
                                "execute: several",
                                EXECUTE,
                                list(
                                        made,
                                        sql("insert into l (n) values (?)", "[\"a\"]"),
                                        sql("select count(*) as c from l")))
                        .gives(
                                200,
                                """
                                {"success": true, "rowsAffected": 1, "rows": "!", "results": [
                                 {"rowsAffected": 0, "rows": "!"},
                                 {"rowsAffected": 1, "lastInsertRowId": 1},
                                 {"rowsAffected": 0, "rows": [{"c": 1}], "columns": ["c"]}]}\
                                """)
                        .costs(WRITE));
        all.add(
                post(
                                "execute: the second fails",
                                EXECUTE,
                                list(
                                        sql("insert into l (n) values ('a')"),
                                        sql("insert into l (n) values ('a')")))
                        .after(EXECUTE, made)
                        .gives(400, "{\"code\":\"sql_error\",\"index\":1}"));
        String expects = "{\"query\":\"update l set n = 'b'\",\"expectRows\":%d}";
        all.add(
                post("execute: as many rows", EXECUTE, list(expects.formatted(0)))
                        .after(EXECUTE, made)
                        .gives(200, "{}")
                        .costs(WRITE));
        all.add(
                post("execute: not as many", EXECUTE, list(sql("select 1"), expects.formatted(2)))
                        .after(EXECUTE, made)
                        .gives(
                                412,
                                "{\"code\":\"unexpected_rows\",\"index\":1,\"expected\":2,\"rows\":0}"));
        all.add(
                post(
                                "execute: nothing of a list is kept",
                                QUERY,
                                sql("select count(*) as c from l"))
                        .after(EXECUTE, made)
                        .gives(200, "{\"rows\":[{\"c\":0}]}")
                        .costs(READ));
        String one = "{\"query\":\"select 1\"}";
        String hundred = (one + ",").repeat(99) + one;
        all.add(post("execute: a hundred", EXECUTE, list(hundred)).gives(200, "{}").costs(WRITE));
        all.add(post("execute: one more", EXECUTE, list(hundred, one)).invalid("statements"));
        all.add(
                post(
                                "execute: values beside a list",
                                EXECUTE,
                                "{\"statements\":[" + one + "],\"params\":[]}")
                        .invalid("params"));
        all.add(
                post("execute: a bad value in a list", EXECUTE, list(one, sql("select ?", "[[]]")))
                        .gives(
                                400,
                                "{\"code\":\"invalid_input\",\"field\":\"statements[1].params\"}"));
        all.add(
                post(
                                "execute: rows to expect below none",
                                EXECUTE,
                                list("{\"query\":\"select 1\",\"expectRows\":-1}"))
                        .invalid("statements[0].expectRows"));
        return all;
    }

    private static List<Scenario> schema() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("schema: nothing yet", SCHEMA, "{}")
                        .gives(
                                200,
                                "{\"tables\":[],\"indexes\":[],\"bytes\":0,\"tokenType\":\"STX\"}")
                        .costs(READ)
                        .bothWays());
        all.add(
                get("schema: one's own objects", SCHEMA)
                        .after(
                                EXECUTE,
                                list(
                                        sql(
                                                "create table s (id integer primary key autoincrement, n text not null)"),
                                        sql("create index s_n on s (n)"),
                                        sql("create view v as select n from s"),
                                        sql("create virtual table f using fts5 (x)")))
                        .gives(
                                200,
                                """
                                {"tables": [
                                  {"name": "f", "type": "table", "columns": [{"name": "x"}],
                                   "sql": "CREATE VIRTUAL TABLE f using fts5 (x)"},
                                  {"name": "s", "type": "table",
                                   "sql": "CREATE TABLE s (id integer primary key autoincrement, n text not null)",
                                   "columns": [
                                     {"name": "id", "type": "INTEGER", "required": false, "key": true},
                                     {"name": "n", "type": "TEXT", "required": true, "key": false}]},
                                  {"name": "v", "type": "view",
                                   "columns": [{"name": "n", "type": "TEXT"}]}],
                                 "indexes": [{"name": "s_n", "table": "s",
                                   "sql": "CREATE INDEX s_n on s (n)"}],
                                 "bytes": "*"}\
                                """)
                        .never("f_data", "sqlite_sequence")
                        .costs(READ));
        return all;
    }
}
