package dev.coffer.describe;

import java.util.LinkedHashMap;
import java.util.Map;

/** Objects of documents, whose members stay in their order: the same on every node. */
final class Ordered {

    private Ordered() {}

    /** Names and values in turn. */
    static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
