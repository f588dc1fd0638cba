package dev.coffer.state.sql;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A statement to be run. Values are Long, Double, String, byte[] and null, as SQLite has them.
 *
 * @param text one statement
 * @param named whether its values go by the names of its parameters, and not by their places
 * @param values by name, or by place
 */
record SqlStatement(String text, boolean named, Map<String, Object> values) {

    /** Stands for null, which SQLite has and Java's maps do not take. */
    static final Object NULL = new Object();

    static SqlStatement of(String text, List<Object> values) {
        Map<String, Object> places = new LinkedHashMap<>();
        for (Object value : values) {
            places.put(String.valueOf(places.size() + 1), value);
        }
        return new SqlStatement(text, false, places);
    }

    /**
     * The values in the order of the parameters' numbers, as SQLite gives them: {@code ?} is one
     * more than the highest before, {@code ?3} is 3, a name has one number however often it stands
     * there.
     */
    List<@Nullable Object> bound(SqlText parsed) {
        List<String> names = names(parsed);
        List<@Nullable Object> bound = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            String name = named ? names.get(i) : String.valueOf(i + 1);
            Object value = values.get(name);
            if (value == null) {
                throw SqlErrors.wrongParameters(
                        name.isEmpty()
                                ? "A parameter has no name; give the values as a list."
                                : "There is no value for the parameter `%s`.".formatted(name),
                        names.size(),
                        values.size());
            }
            bound.add(value == NULL ? null : value);
        }
        long used = names.stream().filter(values::containsKey).count();
        if (values.size() > (named ? used : names.size())) {
            throw SqlErrors.wrongParameters(
                    "There are %d values for %d parameters.".formatted(values.size(), names.size()),
                    names.size(),
                    values.size());
        }
        return bound;
    }

    /** The name of each parameter by its number, without the sign before it; empty for none. */
    private static List<String> names(SqlText parsed) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> known = new LinkedHashMap<>();
        for (SqlText.Token token : parsed.tokens()) {
            if (token.kind() != SqlText.Kind.PARAMETER) {
                continue;
            }
            String sign = token.text();
            if (sign.equals("?")) {
                names.add("");
            } else if (sign.startsWith("?")) {
                int number = number(sign);
                while (names.size() < number) {
                    names.add("");
                }
            } else if (known.putIfAbsent(sign, names.size()) == null) {
                names.add(sign.substring(1));
            }
        }
        return names;
    }

    private static int number(String sign) {
        int most = SqlLimits.SQL_PARAMETERS.whole();
        // More digits than the limit has are refused by SQLite with its own words.
        return sign.length() > 5 ? 0 : Math.min(most, Integer.parseInt(sign.substring(1)));
    }
}
