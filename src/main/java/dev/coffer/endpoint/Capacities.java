package dev.coffer.endpoint;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The capacities in force. */
public final class Capacities {

    private static final Pattern SETTING = Pattern.compile("(\\w+)=([1-9][0-9]{0,17})");
    private static final Map<String, Capacity> BY_LABEL =
            Arrays.stream(Capacity.values())
                    .collect(Collectors.toMap(Capacity::label, c -> c, (a, _) -> a, TreeMap::new));

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
            Matcher parts = SETTING.matcher(setting);
            if (!parts.matches() || !BY_LABEL.containsKey(parts.group(1))) {
                throw new IllegalArgumentException(
                        "not <limit>=<whole number above 0>: %s; limits: %s"
                                .formatted(setting, BY_LABEL.keySet()));
            }
            changed.put(
                    Objects.requireNonNull(BY_LABEL.get(parts.group(1))),
                    Long.valueOf(parts.group(2)));
        }
        return new Capacities(changed);
    }

    public long of(Capacity capacity) {
        return set.getOrDefault(capacity, capacity.value());
    }

    /** The same where an int is wanted, which is more than any machine can do. */
    public int whole(Capacity capacity) {
        return (int) Math.min(Integer.MAX_VALUE, of(capacity));
    }
}
