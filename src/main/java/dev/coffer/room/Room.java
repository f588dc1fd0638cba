package dev.coffer.room;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.Limit;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A room of the house, declared once: what it keeps, what it promises, what it sells. Routing,
 * limits, sweeping, quotas, copies and documentation fold over the list of rooms.
 *
 * @param name its name, its package's, and its capability's in usage and quotas
 * @param says what it is, in a few words
 * @param kept its tables
 * @param limits what callers of it meet
 * @param endpoints what it sells, or gives for nothing
 * @param fences refuses a write whose fence does not hold: 412 {@code fenced_off}
 * @param works what runs as long as the service does; started with it and closed with it
 * @param figures by which its operator sees how it does
 */
public record Room(
        String name,
        String says,
        List<Kept> kept,
        List<Limit> limits,
        List<Endpoint<?, ?>> endpoints,
        Optional<BiConsumer<Tx, Fence>> fences,
        List<Supplier<? extends AutoCloseable>> works,
        List<Figure> figures) {

    /** How rows that are over go, if not by a mere delete: rows of the work's owner, by key. */
    @FunctionalInterface
    public interface Removal {
        void remove(Tx tx, List<List<Object>> keys);
    }

    /** A table, and how rows of it go. */
    public record Kept(Table table, Optional<Removal> removal) {}

    public static Room of(String name, String says) {
        return new Room(
                name,
                says,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    public Room keeps(Table... tables) {
        return keeps(Arrays.stream(tables).map(t -> new Kept(t, Optional.empty())));
    }

    public Room keeps(Table table, Removal removal) {
        return keeps(Stream.of(new Kept(table, Optional.of(removal))));
    }

    private Room keeps(Stream<Kept> more) {
        return new Room(name, says, and(kept, more), limits, endpoints, fences, works, figures);
    }

    public Room limits(Limit... more) {
        return new Room(
                name, says, kept, and(limits, Stream.of(more)), endpoints, fences, works, figures);
    }

    public Room sells(Endpoint<?, ?>... more) {
        return new Room(
                name, says, kept, limits, and(endpoints, Stream.of(more)), fences, works, figures);
    }

    public Room fences(BiConsumer<Tx, Fence> require) {
        return new Room(name, says, kept, limits, endpoints, Optional.of(require), works, figures);
    }

    public Room works(Supplier<? extends AutoCloseable> work) {
        return new Room(
                name, says, kept, limits, endpoints, fences, and(works, Stream.of(work)), figures);
    }

    public Room figures(Figure... more) {
        return new Room(
                name, says, kept, limits, endpoints, fences, works, and(figures, Stream.of(more)));
    }

    private static <T> List<T> and(List<T> some, Stream<? extends T> more) {
        return Stream.<T>concat(some.stream(), more).toList();
    }
}
