package dev.coffer.store.postgres;

import java.util.List;
import java.util.Locale;

/**
 * A JDBC URL with what a node needs and an operator forgets, where the URL does not say otherwise:
 * the primary among several hosts, and no wait without an end.
 */
record PostgresUrl(String text) {

    static final String PREFIX = "jdbc:postgresql:";

    private static final List<String> DEFAULTS =
            List.of(
                    "targetServerType=primary",
                    "connectTimeout=2",
                    "loginTimeout=4",
                    "socketTimeout=6",
                    "tcpKeepAlive=true",
                    "hostRecheckSeconds=1",
                    "ApplicationName=coffer");

    static PostgresUrl of(String given) {
        if (!given.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "the store's URL begins with " + PREFIX + "//host/database");
        }
        StringBuilder url = new StringBuilder(given);
        String known = given.toLowerCase(Locale.ROOT);
        for (String setting : DEFAULTS) {
            String asked = setting.substring(0, setting.indexOf('=') + 1).toLowerCase(Locale.ROOT);
            if (!known.contains("?" + asked) && !known.contains("&" + asked)) {
                url.append(url.indexOf("?") < 0 ? '?' : '&').append(setting);
            }
        }
        // Batches of statements have to say what each of them did; the driver takes the last word.
        return new PostgresUrl(url.append("&reWriteBatchedInserts=false").toString());
    }

    /** The same database, user and settings at a worker of its cluster. */
    PostgresUrl at(ShardMap.Worker worker) {
        String rest = text.substring(PREFIX.length());
        String database =
                rest.startsWith("//") ? rest.substring(2).replaceFirst("^[^/?]*", "") : "/" + rest;
        String host = worker.host().contains(":") ? "[" + worker.host() + "]" : worker.host();
        return new PostgresUrl(PREFIX + "//" + host + ":" + worker.port() + database);
    }

    /** For migrations, whose statements may take their time. The driver takes the last word. */
    String unhurried() {
        return text.replaceAll("(?i)socketTimeout=\\d+", "socketTimeout=0");
    }
}
