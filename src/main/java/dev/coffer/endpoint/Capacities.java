package dev.coffer.endpoint;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The capacities in force. */
public final class Capacities {

    private final Map<Capacity, Long> set;

    private Capacities(Map<Capacity, Long> set) {
        this.set = set;
    }

    public static Capacities usual() {
        return new Capacities(Map.of());
    }

    /**
     * Some others, each as {@code <name>=<number>} with the name of {@code GET /api/limits}: {@code
     * waitingCalls=50000}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public Capacities with(List<String> settings) {
        Map<Capacity, Long> changed = new EnumMap<>(Capacity.class);
        changed.putAll(set);
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            Capacity capacity =
                    Arrays.stream(Capacity.values())
                            .filter(c -> c.label().equals(parts[0]))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException(unknown(parts[0])));
            changed.put(capacity, number(setting, parts[parts.length - 1]));
        }
        return new Capacities(changed);
    }

    private static String unknown(String name) {
        return "no limit that can be set: %s; there are %s"
                .formatted(
                        name,
                        Arrays.stream(Capacity.values())
                                .map(Capacity::label)
                                .collect(Collectors.joining(", ")));
    }

    private static long number(String setting, String text) {
        try {
            long number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException("not <name>=<whole number above 0>: " + setting);
    }

    public long of(Capacity capacity) {
        return set.getOrDefault(capacity, capacity.value());
    }

    /** The same where an int is wanted, which is more than any machine can do. */
    public int whole(Capacity capacity) {
        return (int) Math.min(Integer.MAX_VALUE, of(capacity));
    }
}
