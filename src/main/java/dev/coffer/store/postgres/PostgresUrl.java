package dev.coffer.store.postgres;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A JDBC URL with what a node needs and an operator forgets, where the URL does not say otherwise:
 * the primary among several hosts, and no wait without an end.
 */
record PostgresUrl(String text) {

    static final String PREFIX = "jdbc:postgresql:";

    private static final Map<String, String> DEFAULTS = defaults();

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("targetServerType", "primary");
        defaults.put("connectTimeout", "2");
        defaults.put("loginTimeout", "4");
        defaults.put("socketTimeout", "6");
        defaults.put("tcpKeepAlive", "true");
        defaults.put("hostRecheckSeconds", "1");
        defaults.put("ApplicationName", "coffer");
        return defaults;
    }

    static PostgresUrl of(String given) {
        if (!given.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "the store's URL begins with " + PREFIX + "//host/database");
        }
        StringBuilder url = new StringBuilder(given);
        String known = given.toLowerCase(Locale.ROOT);
        DEFAULTS.forEach((name, value) -> {
            String asked = name.toLowerCase(Locale.ROOT) + "=";
            if (!known.contains("?" + asked) && !known.contains("&" + asked)) {
                url.append(url.indexOf("?") < 0 ? '?' : '&').append(name).append('=').append(value);
            }
        });
        return new PostgresUrl(url.toString());
    }

    /** For migrations, whose statements may take their time. The driver takes the last word. */
    String unhurried() {
        return text.replaceAll("(?i)socketTimeout=\\d+", "socketTimeout=0");
    }
}
