package dev.coffer.state.memory;

import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.state.memory.MemoryInputs.ListThem;
import dev.coffer.state.memory.index.Indexed;
import dev.coffer.store.Prefix;
import dev.coffer.store.Tx;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An owner's memories, the most important first, then those changed last, then by key. All that fit
 * are looked at for each page, so that filters go before paging and the total is right.
 */
final class MemoryList {

    /** Where a memory stands in the list. */
    record Place(long importance, long updatedAtMs, String key) {
        static Place of(Cursor cursor) {
            return new Place(cursor.number(0, 3), cursor.number(1, 3), cursor.text(2, 3));
        }

        static Place of(Memory memory) {
            return new Place(memory.metadata().importance(), memory.updatedAtMs(), memory.key());
        }
    }

    private static final Comparator<Place> ORDER =
            Comparator.comparingLong(Place::importance)
                    .thenComparingLong(Place::updatedAtMs)
                    .reversed()
                    .thenComparing(Place::key);

    /** A memory with its summary, if it has one. */
    record Entry(Memory memory, Optional<String> summary) {}

    /** A page, and how many there are on all pages. */
    record Found(Page<Entry> page, long total) {}

    private MemoryList() {}

    static Found of(Tx tx, String owner, ListThem in) {
        List<Memory> all =
                fitting(tx, owner, in).stream()
                        .filter(memory -> isWanted(memory, in.filter()))
                        .sorted(Comparator.comparing(Place::of, ORDER))
                        .toList();
        Page<Memory> page =
                in.page()
                        .of(
                                (after, most) ->
                                        all.stream()
                                                .dropWhile(memory -> isBefore(memory, after))
                                                .skip(in.offset())
                                                .limit(most)
                                                .toList(),
                                memory -> cursor(Place.of(memory)));
        return new Found(page.map(memory -> entry(tx, owner, memory)), all.size());
    }

    private static boolean isWanted(Memory memory, Indexed.Filter filter) {
        MemoryInputs.Metadata metadata = memory.metadata();
        return filter.takes(
                metadata.tags(), metadata.type(), metadata.importance(), memory.createdAtMs());
    }

    private static boolean isBefore(Memory memory, Optional<Place> after) {
        return after.map(place -> ORDER.compare(Place.of(memory), place) <= 0).orElse(false);
    }

    private static Cursor cursor(Place place) {
        return Cursor.of(place.importance(), place.updatedAtMs(), place.key());
    }

    private static Entry entry(Tx tx, String owner, Memory memory) {
        return new Entry(
                memory,
                tx.one(
                                "select summary from memory_text where owner = ? and key = ?",
                                row -> Optional.ofNullable(row.textOrNull(1)),
                                owner,
                                memory.key())
                        .flatMap(summary -> summary));
    }

    private static List<Memory> fitting(Tx tx, String owner, ListThem in) {
        return tx.all(
                "select "
                        + Memory.COLUMNS
                        + """
                         from memory m where m.owner = ? and m.key >= ? and m.key < ?
                            and m.importance >= ?
                            and (m.expires_at is null or m.expires_at > ?)\
                        """,
                Memory::of,
                owner,
                in.prefix(),
                Prefix.end(in.prefix()),
                in.filter().leastImportance(),
                tx.now());
    }
}
