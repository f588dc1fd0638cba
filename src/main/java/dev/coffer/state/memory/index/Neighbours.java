package dev.coffer.state.memory.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Which documents of one source were stored one after another. */
final class Neighbours {

    /** How far they lend each other something. */
    static final int REACH = 2;

    private static final int NONE = -1;

    /** Bytes of a place in a line, about. */
    static final int BYTES = 64;

    private final Map<String, TreeMap<Long, Integer>> lines = new HashMap<>();
    private int[] before = new int[16];
    private int[] after = new int[16];

    void add(int document, String source, long place) {
        if (document >= before.length) {
            int room = Math.max(document + 1, 2 * before.length);
            before = Arrays.copyOf(before, room);
            after = Arrays.copyOf(after, room);
        }
        before[document] = NONE;
        after[document] = NONE;
        if (source.isEmpty()) {
            return;
        }
        TreeMap<Long, Integer> line = lines.computeIfAbsent(source, _ -> new TreeMap<>());
        Map.Entry<Long, Integer> earlier = line.lowerEntry(place);
        Map.Entry<Long, Integer> later = line.higherEntry(place);
        line.put(place, document);
        join(earlier == null ? NONE : earlier.getValue(), document);
        join(document, later == null ? NONE : later.getValue());
    }

    void remove(int document, String source, long place) {
        TreeMap<Long, Integer> line = lines.get(source);
        if (line != null && line.remove(place, document)) {
            join(before[document], after[document]);
            before[document] = NONE;
            after[document] = NONE;
            if (line.isEmpty()) {
                lines.remove(source);
            }
        }
    }

    private void join(int first, int second) {
        if (first >= 0) {
            after[first] = second;
        }
        if (second >= 0) {
            before[second] = first;
        }
    }

    /** The one before; negative if there is none. */
    int before(int document) {
        return document < 0 ? NONE : before[document];
    }

    int after(int document) {
        return document < 0 ? NONE : after[document];
    }
}
