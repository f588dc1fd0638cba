package dev.coffer.state.sql;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.state.sql.SqlText.Token;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which statements may be looked at any further, by their words: the kinds that there are, the
 * PRAGMAs that only read, which act while they are prepared, and modules.
 */
final class SqlWords {

    static final ErrorCode ONE_STATEMENT = new ErrorCode(400, "one_statement");

    static final ErrorCode STATEMENT_NOT_ALLOWED = new ErrorCode(400, "statement_not_allowed");

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

    private SqlWords() {}

    /** Whether a statement with that first word reads or changes rows. */
    static boolean isOfRows(String first) {
        return ROWS.contains(first);
    }

    static boolean isOfSchema(String first) {
        return SCHEMA.contains(first);
    }

    /**
     * Refuses what is not on the lists.
     *
     * @throws Problem 400 {@code statement_not_allowed}, {@code one_statement}, {@code sql_error}
     */
    static void judge(SqlText text) {
        if (text.followed()) {
            throw new Problem(
                    ONE_STATEMENT,
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

    static Problem notAllowed(String what) {
        return new Problem(STATEMENT_NOT_ALLOWED, "Not allowed here: %s.".formatted(what))
                .with("what", what);
    }
}
