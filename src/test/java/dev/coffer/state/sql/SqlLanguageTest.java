package dev.coffer.state.sql;

import static dev.coffer.state.sql.SqlScenarios.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** SQLite's language by example: statements one after another, and what the last one gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlLanguageTest {

    private static final String ORDERS =
            """
            create table customer (id integer primary key, name text not null);
            create table sale (id integer primary key, customer references customer on delete cascade,
                amount real, at text default current_timestamp);
            insert into customer values (1, 'ada'), (2, 'bob'), (3, 'eve');
            insert into sale (customer, amount) values (1, 10), (1, 20.5), (2, 5)\
            """;

    private final Service service = Service.off();
    private final AtomicInteger owners = new AtomicInteger();

    @AfterAll
    void close() {
        service.close();
    }

    /** Statements, apart by an empty line or a semicolon at a line's end; rows as JSON. */
    record Example(String name, String statements, String rows) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Example> examples() {
        return List.of(
                new Example(
                        "joins",
                        ORDERS
                                + """
                                ;
                                select name, total(amount) as t from customer left join sale on customer = customer.id
                                group by name having t >= 0 order by t desc, name\
                                """,
                        "[{'name':'ada','t':30.5},{'name':'bob','t':5.0},{'name':'eve','t':0.0}]"),
                new Example(
                        "full and natural joins",
                        """
                        create table a (x, y); create table b (y, z);
                        insert into a values (1, 2), (3, 4); insert into b values (2, 5), (6, 7);
                        select x, y, z from a natural full join b order by y\
                        """,
                        "[{'x':1,'y':2,'z':5},{'x':3,'y':4,'z':null},{'x':null,'y':6,'z':7}]"),
                new Example(
                        "windows",
                        ORDERS
                                + """
                                ;
                                select amount, rank() over w as r, sum(amount) over (w rows unbounded preceding) as s,
                                    lag(amount, 1, 0) over w as l
                                from sale window w as (order by amount) order by amount\
                                """,
                        "[{'amount':5.0,'r':1,'s':5.0,'l':0},{'amount':10.0,'r':2,'s':15.0,'l':5.0},{'amount':20.5,'r':3,'s':35.5,'l':10.0}]"),
                new Example(
                        "recursive",
                        """
                        with recursive f(n, a, b) as (values (1, 0, 1) union all select n+1, b, a+b from f where n < 50)
                        select max(b) as m, group_concat(b) filter (where n <= 5) as g from f\
                        """,
                        "[{'m':12586269025,'g':'1,1,2,3,5'}]"),
                new Example(
                        "triggers",
                        """
                        create table t (id integer primary key, x); create table log (what);
                        create trigger ins after insert on t begin
                            insert into log values ('in ' || new.x);
                            update t set x = case when x > 1 then x else x + 1 end where id = new.id;
                        end;
                        insert into t (x) values (1), (5);
                        delete from t where x = 5;
                        select (select group_concat(what) from log) as l, (select group_concat(x) from t) as t\
                        """,
                        "[{'l':'in 1,in 5','t':'2'}]"),
                new Example(
                        "a trigger in place of a view's insert",
                        """
                        create table t (x); create view v as select x * 2 as y from t;
                        create trigger i instead of insert on v begin insert into t values (new.y / 2); end;
                        insert into v values (8);
                        select x, y from t, v\
                        """,
                        "[{'x':4,'y':8}]"),
                new Example(
                        "generated columns and checks",
                        """
                        create table t (a int, b int generated always as (a * 2) stored, c int as (b + 1),
                            check (a < 100)) strict;
                        insert into t (a) values (4);
                        create index t_c on t (c);
                        select a, b, c from t where c = 9\
                        """,
                        "[{'a':4,'b':8,'c':9}]"),
                new Example(
                        "upsert",
                        """
                        create table t (k text primary key, n int) without rowid;
                        insert into t values ('a', 1) on conflict do update set n = n + excluded.n;
                        insert into t values ('a', 2), ('b', 3) on conflict (k) do update set n = n + excluded.n;
                        select * from t\
                        """,
                        "[{'k':'a','n':3},{'k':'b','n':3}]"),
                new Example(
                        "update from, limit, row values",
                        """
                        create table t (a, b); insert into t values (1, 1), (2, 2), (3, 3);
                        update t set (a, b) = (v.x, v.y) from (values (1, 2)) as u(p, q), (select 7 as x, 8 as y) v where a = p;
                        delete from t order by a limit 1;
                        select * from t where (a, b) > (2, 9) order by a\
                        """
                                .replace("(values (1, 2)) as u(p, q)", "(select 1 as p) u"),
                        "[{'a':3,'b':3},{'a':7,'b':8}]"),
                new Example(
                        "foreign keys",
                        ORDERS
                                + """
                                ;
                                delete from customer where id = 1;
                                select count(*) as c from sale\
                                """,
                        "[{'c':1}]"),
                new Example(
                        "full text",
                        """
                        create virtual table f using fts5 (title, body, tokenize = 'porter');
                        insert into f values ('Sea', 'ships sailing'), ('Land', 'a ship and a car'), ('Air', 'planes');
                        select title, highlight(f, 1, '<', '>') as h, bm25(f) < 0 as b from f where f match 'ship' order by title\
                        """,
                        "[{'title':'Land','h':'a <ship> and a car','b':1},{'title':'Sea','h':'<ships> sailing','b':1}]"),
                new Example(
                        "full text beside a table",
                        """
                        create table doc (id integer primary key, body);
                        create virtual table f using fts5 (body, content = 'doc', content_rowid = 'id');
                        create trigger ai after insert on doc begin
                            insert into f (rowid, body) values (new.id, new.body); end;
                        insert into doc (body) values ('one two'), ('two three');
                        insert into f (f) values ('rebuild');
                        select id from doc where id in (select rowid from f('three'))\
                        """,
                        "[{'id':2}]"),
                new Example(
                        "JSON",
                        """
                        create table t (j); insert into t values ('{"a": [1, {"b": 2.5}], "c": "x"}');
                        insert into t values (jsonb('{"a": []}'));
                        select json_extract(j, '$.a[1].b') as b, j ->> 'c' as c,
                            (select group_concat(key || '=' || atom) from json_tree(j) where atom is not null) as t,
                            json_object('k', json_array(1, 'y')) as o
                        from t where json_array_length(j, '$.a') > 0\
                        """,
                        "[{'b':2.5,'c':'x','t':'0=1,b=2.5,c=x','o':'{\\'k\\':[1,\\'y\\']}'}]"),
                new Example(
                        "R-tree",
                        """
                        create virtual table r using rtree (id, x0, x1, y0, y1);
                        insert into r values (1, 0, 1, 0, 1), (2, 5, 6, 5, 6);
                        select id from r where x0 > 4 and y1 < 7\
                        """,
                        "[{'id':2}]"),
                new Example(
                        "changes of the schema",
                        """
                        create table t (a, b); insert into t values (1, 2);
                        alter table t add column c default 3; alter table t rename column a to z;
                        alter table t drop column b; alter table t rename to u;
                        create index i on u (z desc) where z > 0; reindex i; analyze;
                        create table w as select * from u; drop index i; drop table w;
                        select * from u\
                        """,
                        "[{'z':1,'c':3}]"),
                new Example(
                        "times, texts, numbers",
                        """
                        select date('2024-01-31', '+1 month') as d, unixepoch('2000-01-01') as u,
                            printf('%05.1f|%s', 3.14159, 'x') as p, trim('--x--', '-') as t, rtrim('ab ') as r,
                            round(pow(2, 0.5), 3) as q, hex(x'00ff') as h, substr('h\u00e4llo', 2, 3) as s,
                            like('h_llo', 'hello') as l, iif(1, 'y', 'n') as i, 7 / 2 as v, 7 % 4 as m,
                            1 is distinct from null as n, 'a' collate nocase = 'A' as c\
                        """,
                        "[{'d':'2024-03-02','u':946684800,'p':'003.1|x','t':'x','r':'ab','q':1.414,'h':'00FF','s':'\u00e4ll','l':1,'i':'y','v':3,'m':3,'n':1,'c':1}]"),
                new Example(
                        "what is kept exactly",
                        """
                        create table t (a, b); insert into t values (9007199254740993, -9223372036854775808);
                        select a, b, a + 0 = 9007199254740993 as e from t\
                        """,
                        "[{'a':9007199254740993,'b':-9223372036854775808,'e':1}]"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gives(Example example) {
        Service.Client owner = service.payer("L" + owners.incrementAndGet());
        Answered last = owner.get("/api/sql/schema").expect(200);
        for (String statement : statements(example.statements())) {
            last = owner.post("/api/sql/execute", sql(statement)).expect(200);
        }
        assertThat(last.at("rows").toString().replace("\\\"", "\\'").replace("\"", "'"))
                .isEqualTo(example.rows());
    }

    /** What ends with a semicolon, as the room itself cuts it. */
    private static List<String> statements(String text) {
        List<String> statements = new java.util.ArrayList<>();
        String rest = text;
        while (!rest.isBlank()) {
            String first = SqlText.of(rest).statement();
            statements.add(first);
            String left = rest.substring(rest.indexOf(first) + first.length()).strip();
            rest = left.startsWith(";") ? left.substring(1) : left;
        }
        return statements;
    }
}
