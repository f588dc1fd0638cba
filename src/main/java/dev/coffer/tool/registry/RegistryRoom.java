package dev.coffer.tool.registry;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.outbound.Outbound;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import dev.coffer.tool.registry.Directory.Kept;
import dev.coffer.tool.registry.Directory.Status;
import dev.coffer.tool.registry.Ownership.Claim;
import dev.coffer.tool.registry.Ownership.Deed;
import dev.coffer.tool.registry.RegistryInputs.Detailed;
import dev.coffer.tool.registry.RegistryInputs.Listed;
import dev.coffer.tool.registry.RegistryInputs.Mine;
import dev.coffer.tool.registry.RegistryInputs.Probed;
import dev.coffer.tool.registry.RegistryInputs.Registered;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The registry: anybody's endpoints that take payments, found, looked at, and kept by their owners.
 */
public final class RegistryRoom {

    static final ErrorCode ALREADY_REGISTERED = new ErrorCode(409, "already_registered");

    static final ErrorCode NOT_X402 = new ErrorCode(422, "not_x402");

    record Entry(
            String id,
            String url,
            String name,
            String description,
            String owner,
            String status,
            Optional<String> category,
            Optional<RawJson> tags,
            Optional<RawJson> probeData,
            Instant registeredAt,
            Instant updatedAt,
            String registeredBy) {

        static Entry of(Kept kept) {
            return new Entry(
                    kept.id(),
                    kept.url(),
                    kept.name(),
                    kept.description(),
                    kept.owner(),
                    kept.status().label(),
                    kept.category(),
                    kept.tagsJson(),
                    kept.probeJson(),
                    Instant.ofEpochMilli(kept.registeredAtMs()),
                    Instant.ofEpochMilli(kept.updatedAtMs()),
                    kept.registeredBy());
        }
    }

    record Added(boolean success, Entry entry, Probe.Found probeResult) {}

    record Line(
            String id,
            String url,
            String name,
            Optional<String> category,
            String status,
            String owner) {
        static Line of(Kept kept) {
            return new Line(
                    kept.id(),
                    kept.url(),
                    kept.name(),
                    kept.category(),
                    kept.status().label(),
                    kept.owner());
        }
    }

    record Listing(List<Line> entries, long total, int limit, long offset) {}

    record Live(boolean isOnline, long responseTimeMs, Instant checkedAt, Optional<String> error) {}

    record Details(Entry entry, Optional<Live> liveStatus) {}

    record Owned(List<Entry> entries, int count, String authenticatedBy) {}

    private static final Duration USUAL = Duration.ofSeconds(10);

    /** Endpoints of one owner that one answer shows: all that there may be. */
    private static final int MINE_MOST = RegistryLimits.REGISTRY_ENTRIES_OF_OWNER.whole();

    private final Store store;
    private final Directory directory;
    private final Ownership ownership;
    private final Probe probe;
    private final InstantSource clock;

    private RegistryRoom(
            Store store,
            Directory directory,
            Ownership ownership,
            Probe probe,
            InstantSource clock) {
        this.store = store;
        this.directory = directory;
        this.ownership = ownership;
        this.probe = probe;
        this.clock = clock;
    }

    /**
     * The room.
     *
     * @param domain the host by which callers know this service, which signatures are for; one that
     *     has none is a trial of its own
     * @param operatorKey by which its operator judges entries
     */
    public static Room room(
            Capacities capacities,
            Store store,
            Outbound outbound,
            Optional<String> domain,
            Optional<String> operatorKey,
            InstantSource clock,
            RandomGenerator random) {
        Directory directory = new Directory(new Quota("registry", capacities));
        Ownership ownership = new Ownership(domain.orElse("localhost"), random);
        Probe probe = new Probe(outbound, clock);
        RegistryRoom does = new RegistryRoom(store, directory, ownership, probe, clock);
        RegistryChanges changes = new RegistryChanges(directory, ownership, probe);
        RegistryJudge judge = new RegistryJudge(directory, operatorKey);
        return Room.of(
                        "registry",
                        "A directory of endpoints that take payments, each kept by its owner")
                .keeps(Directory.TABLE)
                .limits(RegistryLimits.values())
                .sells(
                        Endpoint.pure("/api/registry/probe", Probed.SHAPE, Probe.Found.class)
                                .costs(Tier.AI)
                                .aboutNothing()
                                .costlyToPrepare()
                                .needs(outbound.missing())
                                .takesTurn()
                                .fails(ErrorCode.OUTBOUND_REFUSED)
                                .says("Looks whether a URL takes payments, and which.")
                                .example("{\"url\": \"http://paid.example/weather\"}")
                                .does(does::probe),
                        Endpoint.preparedWrite(
                                        "/api/registry/register",
                                        Registered.SHAPE,
                                        Gives.json(Added.class))
                                .costs(Tier.AI)
                                .about(Registered::url)
                                .costlyToPrepare()
                                .needs(outbound.missing())
                                .takesTurn()
                                .fails(
                                        ErrorCode.OUTBOUND_REFUSED,
                                        NOT_X402,
                                        ALREADY_REGISTERED,
                                        Ownership.OWNERSHIP_UNPROVEN)
                                .says("Puts an endpoint into the directory.")
                                .example(
                                        "{\"url\": \"http://paid.example/weather\", \"name\": \"Weather\", \"description\": \"The weather of tomorrow\", \"category\": \"data\", \"tags\": [\"forecast\"]}")
                                .does(does::register),
                        Endpoint.read("/api/registry/list", Listed.SHAPE, Listing.class)
                                .forAnybody()
                                .says("Lists the directory, the oldest first.")
                                .example("{\"limit\": 10}")
                                .does(does::list),
                        Endpoint.preparedRead(
                                        "/api/registry/details",
                                        Detailed.SHAPE,
                                        Gives.json(Details.class))
                                .costs(Tier.AI)
                                .aboutNothing()
                                .costlyToPrepare()
                                .fails(ErrorCode.NOT_FOUND)
                                .says("Shows an entry, and whether its endpoint answers now.")
                                .example("{\"url\": \"http://paid.example/weather\"}")
                                .does(does::details),
                        changes.update(),
                        changes.transfer(),
                        changes.delete(),
                        Endpoint.preparedRead(
                                        "/api/registry/my-endpoints",
                                        Mine.SHAPE,
                                        Gives.json(Owned.class))
                                .costs(Tier.AI)
                                .aboutAll()
                                .fails(Ownership.OWNERSHIP_UNPROVEN)
                                .says("Lists an owner's entries, the rejected too.")
                                .does(does::mine),
                        judge.verify(),
                        judge.pending());
    }

    private Reply<Probe.Found> probe(Call<Probed> call) {
        return Reply.of(probe.look(call.owner(), call.input().url(), call.input().time()));
    }

    private Effect<Added> register(Call<Registered> call) {
        Registered in = call.input();
        String owner = in.owner().orElse(call.owner());
        Claim claim =
                ownership.claim(
                        call.owner(),
                        new Deed("register-endpoint", owner, in.url(), Deed.change(in.said())),
                        in.proof());
        // Known or not proven, it is not asked: the refusal comes from the transaction.
        boolean known =
                store.readGlobal(tx -> directory.find(tx, Directory.id(in.url()))).isPresent();
        Optional<Probe.Found> found =
                known || claim.isBare()
                        ? Optional.empty()
                        : Optional.of(probe.look(call.owner(), in.url(), USUAL));
        return tx -> {
            claim.use(tx);
            directory.find(tx, Directory.id(in.url())).ifPresent(RegistryRoom::taken);
            Probe.Found probed = found.orElseThrow(Effect.Stale::new);
            if (!probed.isX402Endpoint()) {
                throw notX402(probed);
            }
            Kept entry = entry(in, owner, call.owner(), probed, tx.now());
            if (!directory.add(tx, entry)) {
                throw new Effect.Stale();
            }
            return Reply.of(new Added(true, Entry.of(entry), probed));
        };
    }

    private static Kept entry(
            Registered in, String owner, String by, Probe.Found probed, long nowMs) {
        return new Kept(
                Directory.id(in.url()),
                in.url(),
                in.said().name(),
                in.said().description(),
                owner,
                Status.UNVERIFIED,
                in.said().category(),
                in.said().tags().map(Directory::json),
                probed.data().map(Directory::json),
                nowMs,
                nowMs,
                by,
                1);
    }

    private static void taken(Kept entry) {
        throw new Problem(ALREADY_REGISTERED, "That URL stands in the directory already.")
                .with("existingEntry", Line.of(entry));
    }

    static Problem notX402(Probe.Found probed) {
        return new Problem(
                        NOT_X402,
                        "That URL does not ask for a payment by x402: "
                                + probed.error().orElse("it offers nothing."))
                .with("field", "url");
    }

    private Reply<Listing> list(Call<Listed> call, Tx tx) {
        Listed in = call.input();
        return Reply.of(
                new Listing(
                        directory.list(tx, in.asked(), in.offset(), in.limit()).stream()
                                .map(Line::of)
                                .toList(),
                        directory.count(tx, in.asked()),
                        in.limit(),
                        in.offset()));
    }

    private Effect<Details> details(Call<Detailed> call) {
        String id = call.input().id();
        Optional<Live> live =
                call.input().liveProbe()
                        ? store.readGlobal(tx -> directory.find(tx, id))
                                .map(entry -> live(call.owner(), entry.url()))
                        : Optional.empty();
        return tx -> Reply.of(new Details(Entry.of(found(directory.find(tx, id), "id", id)), live));
    }

    private Live live(String caller, String url) {
        long start = System.nanoTime();
        boolean online = false;
        Optional<String> error;
        try {
            Probe.Found found = probe.look(caller, url, USUAL);
            online = found.success();
            error = found.error();
        } catch (Problem problem) {
            if (problem.status() >= 500) {
                throw problem;
            }
            error = Optional.of(problem.detail());
        }
        long ms = (System.nanoTime() - start) / 1_000_000;
        return new Live(online, ms, clock.instant(), error);
    }

    static Kept found(Optional<Kept> entry, String member, String value) {
        return entry.orElseThrow(() -> Problem.notFound("Entry", member, value));
    }

    private Effect<Owned> mine(Call<Mine> call) {
        String owner = call.input().owner().orElse(call.owner());
        Claim claim =
                ownership.claim(
                        call.owner(),
                        new Deed("list-my-endpoints", owner, "", Map.of()),
                        call.input().proof());
        return tx -> {
            String by = claim.use(tx);
            List<Entry> entries =
                    directory.owned(tx, owner, MINE_MOST).stream().map(Entry::of).toList();
            return Reply.of(new Owned(entries, entries.size(), by));
        };
    }
}
