package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a statement reaches, as its text says: which tables, read or written, and whether only in
 * the rows of the owners that its parameters name. What is not plain reaches everywhere.
 *
 * @param tables their names; none if it may be all
 * @param writes whether it may write to any of them
 * @param changes whether it is an INSERT, UPDATE or DELETE
 * @param returns whether it gives rows of what it changed
 * @param owners which parameters, from 0, name the owners whose rows it stays with; none if it does
 *     not
 */
record SqlReach(
        Set<String> tables,
        boolean writes,
        boolean changes,
        boolean returns,
        List<Integer> owners) {

    private static final Pattern CHANGES =
            Pattern.compile("^(?:insert into|update|delete from) .*");

    /** What a table's name stands behind; "on conflict do update set" names none. */
    private static final Pattern TABLE =
            Pattern.compile("\\b(?:from|into|using|(?<!do )update) (\\S+)");

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z_0-9]*");

    private static final Pattern OWNER_IS = Pattern.compile("\\bowner = \\?");

    /** One row, and it is the first parameter's. */
    private static final Pattern OWNERS_ROW =
            Pattern.compile(
                    "^insert into \\w+ \\( ?owner\\b[^()]*\\) values \\( ?\\?[^()]*\\)(?! ?,).*");

    /** What would take a parser: tables side by side, queries as tables, locks, comments. */
    private static final Pattern NOT_PLAIN =
            Pattern.compile(
                    "\"|--|/\\*|;|\\bfrom ?\\(|\\bfrom \\w+(?: as)?(?: \\w+)? ?,|\\bfrom [\\w.]+ ?\\(|\\b(?:join|union|lateral|only|for|with)\\b");

    /**
     * @param byOwner the tables of which each row is one owner's
     */
    static SqlReach of(String text, Set<String> byOwner) {
        String sql =
                text.strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("'[^']*'", "''")
                        .replaceAll("\\s+", " ");
        boolean changes = CHANGES.matcher(sql).matches();
        boolean returns = changes && sql.contains(" returning ");
        boolean plain = (changes || sql.startsWith("select ")) && !NOT_PLAIN.matcher(sql).find();
        List<String> named = new ArrayList<>();
        Matcher table = TABLE.matcher(sql);
        while (table.find()) {
            String name = table.group(1);
            plain &= NAME.matcher(name).matches();
            named.add(name);
        }
        if (!plain || named.isEmpty()) {
            return new SqlReach(Set.of(), true, changes, returns, List.of());
        }
        List<Integer> owners = owners(sql);
        boolean own = byOwner.containsAll(named) && owners.size() >= named.size();
        return new SqlReach(
                new HashSet<>(named), changes, changes, returns, own ? owners : List.of());
    }

    /** The parameters that say whose rows it is about; none if any condition will do. */
    private static List<Integer> owners(String sql) {
        List<Integer> owners = new ArrayList<>();
        if (OWNERS_ROW.matcher(sql).matches()) {
            owners.add(0);
        }
        Matcher is = OWNER_IS.matcher(sql);
        while (is.find()) {
            if (depth(sql, is.start()) == 0) {
                owners.add(
                        (int) sql.substring(0, is.start()).chars().filter(c -> c == '?').count());
            }
        }
        int or = sql.indexOf(" or ");
        while (or >= 0) {
            if (depth(sql, or) == 0) {
                return List.of();
            }
            or = sql.indexOf(" or ", or + 1);
        }
        return owners;
    }

    private static int depth(String sql, int at) {
        int depth = 0;
        for (int i = 0; i < at; i++) {
            depth += sql.charAt(i) == '(' ? 1 : sql.charAt(i) == ')' ? -1 : 0;
        }
        return depth;
    }

    /** Whether it touches the rows of these owners only. */
    boolean staysWith(@Nullable Object[] params, Set<String> addresses) {
        for (int owner : owners) {
            if (!(params[owner] instanceof String address && addresses.contains(address))) {
                return false;
            }
        }
        return !owners.isEmpty();
    }
}
