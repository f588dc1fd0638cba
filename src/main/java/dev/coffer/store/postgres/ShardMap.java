package dev.coffer.store.postgres;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Which worker of a Citus cluster holds an owner's rows.
 *
 * <p>It is only advice, on whom to ask: each worker passes on what another holds. So one that is
 * old, since a shard moved, costs speed and nothing else; so would one that is wrong.
 *
 * @param shards by their least hash; one that is held by nobody who can be asked is not there
 */
record ShardMap(List<Shard> shards) {

    /** Of a database that is not spread: it says nothing of anybody. */
    static final ShardMap NONE = new ShardMap(List.of());

    /**
     * A database that holds shards.
     *
     * @param id its number in the cluster ({@code pg_dist_node.nodeid})
     * @param host as the cluster's machines know it
     */
    record Worker(long id, String host, int port) {
        @Override
        public String toString() {
            return "worker %d at %s:%d".formatted(id, host, port);
        }
    }

    /** A range of hashes, both ends in it, and who holds the rows whose owner has one of them. */
    record Shard(int least, int most, Worker worker) {}

    ShardMap(List<Shard> shards) {
        this.shards = shards.stream().sorted(Comparator.comparingInt(Shard::least)).toList();
    }

    /** Who holds the rows of an owner, or of another name that is spread like owners. */
    Optional<Worker> of(String name) {
        if (shards.isEmpty()) {
            return Optional.empty();
        }
        int hash = TextHash.of(name);
        int low = 0;
        int high = shards.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Shard shard = shards.get(middle);
            if (hash < shard.least()) {
                high = middle - 1;
            } else if (hash > shard.most()) {
                low = middle + 1;
            } else {
                return Optional.of(shard.worker());
            }
        }
        return Optional.empty();
    }

    boolean isAt(Worker worker, String name) {
        return of(name).filter(worker::equals).isPresent();
    }

    /** A name whose row a worker holds: this one, or the first that fits with a number behind. */
    String nameAt(Worker worker, String name) {
        String tried = name;
        for (int i = 0; !isAt(worker, tried); i++) {
            tried = name + i;
        }
        return tried;
    }

    /** All that hold anything. */
    SequencedSet<Worker> workers() {
        SequencedSet<Worker> workers = new LinkedHashSet<>();
        shards.stream()
                .map(Shard::worker)
                .sorted(Comparator.comparingLong(Worker::id))
                .forEach(workers::add);
        return workers;
    }
}
