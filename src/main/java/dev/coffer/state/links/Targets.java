package dev.coffer.state.links;

import dev.coffer.store.Store;
import dev.coffer.store.StoreException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where slugs lead, in memory: those asked for last, within bounds; slugs that lead nowhere within
 * narrower ones of their own. What is said of a slug was so a second ago at most, and on the node
 * that changes a link it is forgotten before the change is answered. Whoever counts a link's clicks
 * reads it, and renews what is known of it; else, while a link is asked for all the time, one
 * caller reads it anew now and then, and the others do not wait.
 */
final class Targets {

    private static final int SHARDS = 16;
    private static final int LINKS = 65_536;
    private static final int UNKNOWN = 4_096;

    /** Bytes that the known ones take, about. */
    private static final long BYTES = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16);

    private static final int OVERHEAD_BYTES = 500;

    private static final long FRESH_MS = 1_000;

    /** Where no other process changes links, and all that does here says so. */
    private static final long ALONE_MS = 60_000;

    /** A link, and where it leads. */
    record Target(Link link, TargetUrl url, Map<String, String> headers) {
        static Target of(Link link) {
            TargetUrl url = TargetUrl.of(link.url());
            Map<String, String> headers =
                    Map.of("Location", url.location(), "Cache-Control", "no-store");
            return new Target(link, url, headers);
        }

        private Target as(Link other) {
            return other.url().equals(link.url())
                    ? new Target(other, url, headers)
                    : Target.of(other);
        }
    }

    private record Entry(Optional<Target> target, long readNanos, AtomicBoolean renewing) {
        long bytes() {
            return OVERHEAD_BYTES
                    + target.map(t -> t.url().location().length() + t.link().url().length())
                            .orElse(0);
        }
    }

    /** Slugs in the order in which they were asked for. */
    private static final class Shard {
        final LinkedHashMap<String, Entry> known = new LinkedHashMap<>(16, 0.75f, true);
        final LinkedHashMap<String, Entry> unknown = new LinkedHashMap<>(16, 0.75f, true);
        long bytes;

        /** When something was forgotten last: what was read before may be older than that. */
        long forgottenNanos = System.nanoTime();

        Optional<Entry> find(String slug) {
            Entry entry = known.get(slug);
            return Optional.ofNullable(entry == null ? unknown.get(slug) : entry);
        }

        void remove(String slug) {
            Entry entry = known.remove(slug);
            bytes -= entry == null ? 0 : entry.bytes();
            unknown.remove(slug);
        }

        void put(String slug, Entry entry) {
            if (entry.readNanos() - forgottenNanos <= 0) {
                return;
            }
            remove(slug);
            if (entry.target().isEmpty()) {
                unknown.put(slug, entry);
                if (unknown.size() > UNKNOWN / SHARDS) {
                    unknown.pollFirstEntry();
                }
                return;
            }
            known.put(slug, entry);
            bytes += entry.bytes();
            while (known.size() > LINKS / SHARDS || bytes > BYTES / SHARDS) {
                bytes -= known.pollFirstEntry().getValue().bytes();
            }
        }
    }

    private final Store store;
    private final Links links;
    private final long freshNanos;
    private final long renewNanos;
    private final List<Shard> shards = new ArrayList<>();

    Targets(Store store, Links links) {
        this.store = store;
        this.links = links;
        this.freshNanos =
                TimeUnit.MILLISECONDS.toNanos(store.changesElsewhere() ? FRESH_MS : ALONE_MS);
        this.renewNanos = freshNanos / 10 * 9;
        for (int i = 0; i < SHARDS; i++) {
            shards.add(new Shard());
        }
    }

    /** The link of a slug, in whatever state. */
    Optional<Target> find(String slug) {
        Shard shard = shard(slug);
        long nowNanos = System.nanoTime();
        Optional<Entry> fresh;
        synchronized (shard) {
            fresh = shard.find(slug).filter(entry -> nowNanos - entry.readNanos() < freshNanos);
        }
        if (fresh.isPresent() && !isToRenew(fresh.get(), nowNanos)) {
            return fresh.get().target();
        }
        Optional<Target> target;
        try {
            target = store.readGlobal(tx -> links.find(tx, slug)).map(Target::of);
        } catch (StoreException e) {
            return fresh.orElseThrow(() -> e).target();
        }
        synchronized (shard) {
            shard.put(slug, new Entry(target, nowNanos, new AtomicBoolean()));
        }
        return target;
    }

    /** Whether it is getting old, for the first who asks; the others have it as it is. */
    private boolean isToRenew(Entry entry, long nowNanos) {
        return nowNanos - entry.readNanos() >= renewNanos
                && entry.renewing().compareAndSet(false, true);
    }

    /** A link that is known was read once more, at that time or later. */
    void renew(Link link, long readNanos) {
        Shard shard = shard(link.slug());
        synchronized (shard) {
            Entry known = shard.known.get(link.slug());
            if (known != null && readNanos - known.readNanos() > 0) {
                Optional<Target> target = known.target().map(before -> before.as(link));
                shard.put(link.slug(), new Entry(target, readNanos, new AtomicBoolean()));
            }
        }
    }

    /** A link changed: who asks from now on gets to know. */
    void forget(String slug) {
        Shard shard = shard(slug);
        synchronized (shard) {
            shard.forgottenNanos = System.nanoTime();
            shard.remove(slug);
        }
    }

    private Shard shard(String slug) {
        int hash = slug.hashCode();
        return shards.get((hash ^ hash >>> 16) & SHARDS - 1);
    }
}
