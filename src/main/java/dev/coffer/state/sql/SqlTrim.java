package dev.coffer.state.sql;

import org.sqlite.Function;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code trim(text, characters)} and its like. SQLite's own compare each character of the one with
 * each of the other, in one step that nothing can stop.
 */
final class SqlTrim extends Function {

    private final boolean left;
    private final boolean right;

    private SqlTrim(boolean left, boolean right) {
        this.left = left;
        this.right = right;
    }

    static void install(Connection connection) throws SQLException {
        create(connection, "trim", true, true);
        create(connection, "ltrim", true, false);
        create(connection, "rtrim", false, true);
    }

    private static void create(Connection connection, String name, boolean left, boolean right)
            throws SQLException {
        Function.create(connection, name, new SqlTrim(left, right), 2, FLAG_DETERMINISTIC);
    }

    @Override
    protected void xFunc() throws SQLException {
        String text = value_text(0);
        String characters = value_text(1);
        if (text == null || characters == null) {
            result();
            return;
        }
        Set<Integer> cut = characters.codePoints().boxed().collect(Collectors.toSet());
        int from = 0;
        int to = text.length();
        while (left && from < to && cut.contains(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (right && from < to && cut.contains(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        result(text.substring(from, to));
    }
}
