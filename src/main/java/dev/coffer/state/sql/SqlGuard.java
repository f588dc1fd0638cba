package dev.coffer.state.sql;

import dev.coffer.endpoint.Problem;
import dev.coffer.state.sql.SqlText.Token;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says which statements run, and what they are. Which kind it is says its first word, from a list;
 * what it does say the instructions that SQLite makes of it (EXPLAIN), those of its triggers and
 * views among them: whether it writes, which functions it calls. What SQLite makes no instruction
 * of, modules and the temporary schema, is told by the names in the text.
 */
final class SqlGuard {

    /** What a statement does. */
    record Verdict(
            boolean reads,
            boolean changesRows,
            boolean setsRowId,
            boolean changesSchema,
            boolean givesBack,
            boolean slow,
            int instructions) {}

    private static final Set<String> ROWS =
            Set.of("SELECT", "VALUES", "WITH", "INSERT", "REPLACE", "UPDATE", "DELETE");
    private static final Set<String> SCHEMA =
            Set.of("CREATE", "DROP", "ALTER", "ANALYZE", "REINDEX");

    /** What acts on more than rows and schema: on files, on the transaction that is ours. */
    private static final Set<String> REFUSED =
            Set.of(
                    "ATTACH",
                    "DETACH",
                    "VACUUM",
                    "BEGIN",
                    "COMMIT",
                    "END",
                    "ROLLBACK",
                    "SAVEPOINT",
                    "RELEASE");

    private static final Set<String> MODULES = Set.of("fts5", "fts5vocab", "rtree", "rtree_i32");

    /** Tables that are there without being made. */
    private static final Set<String> HIDDEN_TABLES =
            Set.of("dbstat", "sqlite_dbpage", "sqlite_stmt", "fts3tokenize", "fts4aux");

    private static final Set<String> PRAGMAS_OF =
            Set.of(
                    "table_info",
                    "table_xinfo",
                    "table_list",
                    "index_list",
                    "index_info",
                    "index_xinfo",
                    "foreign_key_list",
                    "foreign_key_check");
    private static final Set<String> PRAGMAS =
            Set.of(
                    "foreign_keys",
                    "page_count",
                    "page_size",
                    "freelist_count",
                    "encoding",
                    "user_version",
                    "application_id",
                    "schema_version",
                    "collation_list",
                    "function_list",
                    "compile_options");

    /** Of those built in: what loads or logs, and what one step of may take for ever. */
    private static final Set<String> FUNCTIONS_REFUSED =
            Set.of(
                    "load_extension",
                    "sqlite_log",
                    "json_patch",
                    "jsonb_patch",
                    "median",
                    "percentile",
                    "percentile_cont",
                    "percentile_disc");

    /** Of those that the driver's build adds. */
    private static final Set<String> FUNCTIONS_ADDED =
            Set.of("bm25", "highlight", "snippet", "match", "rtreecheck", "trim", "ltrim", "rtrim");

    private static final Set<String> SLOW = Set.of("instr", "replace", "like", "glob");

    private static final Set<String> CHANGE_SCHEMA =
            Set.of(
                    "ParseSchema",
                    "DropTable",
                    "DropIndex",
                    "DropTrigger",
                    "Destroy",
                    "VCreate",
                    "VDestroy",
                    "VRename",
                    "LoadAnalysis",
                    "SetCookie");

    /** Virtual tables have no page of their own, and others named after them. */
    private static final String SHADOWS =
            """
            select s.rootpage, s.tbl_name from sqlite_schema v join sqlite_schema s
                on lower(s.tbl_name) in (
                    lower(v.name) || '_data', lower(v.name) || '_idx', lower(v.name) || '_content',
                    lower(v.name) || '_docsize', lower(v.name) || '_config',
                    lower(v.name) || '_node', lower(v.name) || '_rowid', lower(v.name) || '_parent')
            where v.type = 'table' and v.rootpage = 0\
            """;

    /** The flag of an Insert that gives last_insert_rowid() its value. */
    private static final int LAST_ROWID = 0x20;

    private final Connection connection;
    private final Set<String> functions = new HashSet<>(FUNCTIONS_ADDED);

    SqlGuard(Connection connection) throws SQLException {
        this.connection = connection;
        try (PreparedStatement list =
                        connection.prepareStatement(
                                "select name from pragma_function_list where builtin");
                ResultSet rows = list.executeQuery()) {
            while (rows.next()) {
                functions.add(rows.getString(1));
            }
        }
        functions.removeAll(FUNCTIONS_REFUSED);
        functions.addAll(internal());
    }

    /** What ALTER TABLE and ANALYZE call; SQLite lets no other statement do so. */
    private static Set<String> internal() {
        return Set.of(
                "stat_init",
                "stat_push",
                "stat_get",
                "sqlite_rename_column",
                "sqlite_rename_table",
                "sqlite_rename_test",
                "sqlite_rename_quotefix",
                "sqlite_drop_column",
                "sqlite_add_constraint",
                "sqlite_drop_constraint",
                "sqlite_find_constraint",
                "sqlite_fail",
                "sqlite_fail_on_null");
    }

    /**
     * Judges a statement by its words and by what SQLite makes of it.
     *
     * @throws Problem 400 {@code statement_not_allowed}, {@code one_statement}, {@code sql_error}
     * @throws SQLException what SQLite says against it
     */
    Verdict judge(SqlText text) throws SQLException {
        judgeWords(text);
        int from = text.explained();
        String first = text.word(from);
        String inner = text.statement().substring(start(text, from) - start(text, 0));
        boolean writes = false;
        boolean setsRowId = false;
        boolean changesSchema = false;
        boolean slow = false;
        int instructions = 0;
        Set<Integer> written = new HashSet<>();
        try (PreparedStatement explain = connection.prepareStatement("EXPLAIN " + inner);
                ResultSet ops = explain.executeQuery()) {
            boolean trigger = false;
            for (; ops.next(); instructions++) {
                trigger |= instructions > 0 && ops.getInt(1) == 0;
                String op = ops.getString(2);
                int p1 = ops.getInt(3);
                int p2 = ops.getInt(4);
                switch (op) {
                    case "Transaction" -> {
                        // ALTER TABLE looks for what it renames there, too, in vain.
                        if (p1 != 0 && !first.equals("ALTER")) {
                            throw notAllowed("the temporary schema");
                        }
                        writes |= p2 != 0;
                    }
                    case "OpenWrite" -> written.add(p2);
                    case "Clear" -> written.add(p1);
                    case "Insert" -> setsRowId |= !trigger && (ops.getInt(7) & LAST_ROWID) != 0;
                    case "VUpdate" -> setsRowId |= !trigger && p1 == 1;
                    default -> {
                        if (op.startsWith("Agg") || op.endsWith("Func") || op.equals("Function")) {
                            String function = function(ops.getString(6));
                            slow |= SLOW.contains(function);
                            if (!functions.contains(function)) {
                                throw notAllowed("the function " + function);
                            }
                        }
                    }
                }
                changesSchema |= CHANGE_SCHEMA.contains(op);
            }
        }
        if (writes) {
            refuseShadows(text, SCHEMA.contains(first), written);
        }
        boolean reads = from > 0 || !writes;
        return new Verdict(
                reads,
                !reads && ROWS.contains(first),
                !reads && setsRowId,
                !reads && changesSchema,
                first.equals("DELETE") || first.equals("DROP"),
                slow,
                instructions);
    }

    private static int start(SqlText text, int token) {
        return text.tokens().get(token).start();
    }

    /** {@code replace(3)}, as EXPLAIN shows a function and the number of its arguments. */
    private static String function(String shown) {
        int end = shown.lastIndexOf('(');
        return (end < 0 ? shown : shown.substring(0, end)).toLowerCase(Locale.ROOT);
    }

    private void judgeWords(SqlText text) {
        if (text.followed()) {
            throw new Problem(
                    400,
                    "one_statement",
                    "Something follows the first statement; several stand in `statements` of sql/execute, each by itself.");
        }
        int from = text.explained();
        String first = text.word(from);
        if (REFUSED.contains(first)) {
            throw notAllowed(first);
        } else if (first.equals("PRAGMA")) {
            judgePragma(text, from + 1);
        } else if (first.equals("CREATE")) {
            judgeCreate(text, from + 1);
        } else if (!ROWS.contains(first) && !SCHEMA.contains(first)) {
            String near = text.tokens().size() > from ? text.tokens().get(from).text() : "";
            throw SqlErrors.said(
                    "SQLITE_ERROR",
                    near.isEmpty()
                            ? "incomplete input"
                            : "near \"%s\": syntax error".formatted(near));
        }
        for (Token token : text.tokens()) {
            if (token.names()) {
                String name = token.lower();
                boolean pragma = name.startsWith("pragma_");
                String of = pragma ? name.substring("pragma_".length()) : "";
                boolean known = PRAGMAS_OF.contains(of) || PRAGMAS.contains(of);
                if (HIDDEN_TABLES.contains(name) || pragma && !known) {
                    throw notAllowed(token.text());
                }
            }
        }
    }

    /** Only what reads; and the one number that programs keep with a schema for themselves. */
    private static void judgePragma(SqlText text, int at) {
        boolean qualified =
                text.word(at).equals("MAIN")
                        && text.tokens().size() > at + 1
                        && text.tokens().get(at + 1).text().equals(".");
        int named = qualified ? at + 2 : at;
        String name = text.word(named).toLowerCase(Locale.ROOT);
        boolean alone = text.tokens().size() == named + 1;
        boolean version =
                name.equals("user_version")
                        && text.tokens().size() == named + 3
                        && text.tokens().get(named + 1).text().equals("=");
        boolean asks =
                PRAGMAS_OF.contains(name)
                        && (alone || text.tokens().get(named + 1).text().equals("("));
        if (!asks && !version && !(alone && PRAGMAS.contains(name))) {
            throw notAllowed("PRAGMA " + name + (alone ? "" : " with a value"));
        }
    }

    private static void judgeCreate(SqlText text, int at) {
        if (List.of("TEMP", "TEMPORARY").contains(text.word(at))) {
            throw notAllowed("CREATE " + text.word(at));
        }
        if (!text.word(at).equals("VIRTUAL")) {
            return;
        }
        int using = at;
        while (using < text.tokens().size() && !text.tokens().get(using).is("USING")) {
            using++;
        }
        String module =
                using + 1 < text.tokens().size() ? text.tokens().get(using + 1).lower() : "";
        if (!MODULES.contains(module)) {
            throw notAllowed("the module " + module);
        }
        // Its arguments are texts in which names may hide.
        String all = text.statement().toLowerCase(Locale.ROOT);
        if (all.contains("pragma_") || HIDDEN_TABLES.stream().anyMatch(all::contains)) {
            throw notAllowed("a virtual table over one of SQLite's own");
        }
    }

    /** Tables in which virtual ones keep themselves are theirs to write. */
    private void refuseShadows(SqlText text, boolean schema, Set<Integer> written)
            throws SQLException {
        try (PreparedStatement list = connection.prepareStatement(SHADOWS);
                ResultSet rows = list.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(2);
                boolean named =
                        schema
                                && text.tokens().stream()
                                        .anyMatch(
                                                t -> t.names() && t.text().equalsIgnoreCase(name));
                if (named || written.contains(rows.getInt(1))) {
                    throw notAllowed("a change of " + name);
                }
            }
        }
    }

    private static Problem notAllowed(String what) {
        return new Problem(400, "statement_not_allowed", "Not allowed here: %s.".formatted(what))
                .with("what", what);
    }
}
