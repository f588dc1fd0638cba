package dev.coffer.state.sql;

import dev.coffer.endpoint.Problem;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Says which statements run, and what they are, by the instructions that SQLite makes of them
 * (EXPLAIN), those of their triggers and views among them: whether it writes, which functions it
 * calls. What SQLite makes no instruction of, {@link SqlWords} tells before.
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
        SqlWords.judge(text);
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
                            throw SqlWords.notAllowed("the temporary schema");
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
                                throw SqlWords.notAllowed("the function " + function);
                            }
                        }
                    }
                }
                changesSchema |= CHANGE_SCHEMA.contains(op);
            }
        }
        if (writes) {
            refuseShadows(text, SqlWords.isOfSchema(first), written);
        }
        boolean reads = from > 0 || !writes;
        return new Verdict(
                reads,
                !reads && SqlWords.isOfRows(first),
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
                    throw SqlWords.notAllowed("a change of " + name);
                }
            }
        }
    }
}
