package dev.coffer.tool.registry;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.store.Tx;
import dev.coffer.tool.registry.Directory.Kept;
import dev.coffer.tool.registry.Ownership.Challenge;
import dev.coffer.tool.registry.Ownership.Claim;
import dev.coffer.tool.registry.Ownership.Deed;
import dev.coffer.tool.registry.RegistryInputs.Changes;
import dev.coffer.tool.registry.RegistryInputs.Deleted;
import dev.coffer.tool.registry.RegistryInputs.Transferred;
import dev.coffer.tool.registry.RegistryInputs.Updated;
import dev.coffer.tool.registry.RegistryRoom.Entry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What becomes of an entry by its owner's will. */
final class RegistryChanges {

    record Changed(boolean success, Entry entry, String verifiedBy) {}

    /** What a removal or a transfer comes to: done, or what has to be signed for it first. */
    sealed interface Outcome {}

    record Gone(boolean success, boolean deleted, String url, String verifiedBy)
            implements Outcome {}

    record Moved(boolean success, boolean transferred, Entry entry, String verifiedBy)
            implements Outcome {}

    record ToSign(
            boolean requiresSignature,
            String message,
            Challenge challenge,
            Optional<Transfer> transferDetails)
            implements Outcome {}

    record Transfer(String url, String owner, String newOwner) {}

    private static final Duration USUAL = Duration.ofSeconds(10);

    private static final String HOW =
            "Have the owner's wallet sign the challenge (SIP-018), and call again with `signature` and `challengeId`.";

    private final Directory directory;
    private final Ownership ownership;
    private final Probe probe;

    RegistryChanges(Directory directory, Ownership ownership, Probe probe) {
        this.directory = directory;
        this.ownership = ownership;
        this.probe = probe;
    }

    Endpoint<?, ?> update() {
        return Endpoint.preparedWrite(
                        "/api/registry/update", Updated.SHAPE, Gives.json(Changed.class))
                .costs(Tier.AI)
                .about(Updated::url)
                .costlyToPrepare()
                .fails(
                        ErrorCode.NOT_FOUND,
                        ErrorCode.NOT_OWNER,
                        Ownership.OWNERSHIP_UNPROVEN,
                        ErrorCode.OUTBOUND_REFUSED)
                .says("Changes what an entry says.")
                .example(
                        "{\"url\": \"http://paid.example/weather\", \"description\": \"The weather of tomorrow, by the hour\"}")
                .does(this::updated);
    }

    Endpoint<?, ?> transfer() {
        return Endpoint.preparedWrite(
                        "/api/registry/transfer",
                        Transferred.SHAPE,
                        Gives.oneOf(Outcome.class, Moved.class, ToSign.class))
                .costs(Tier.AI)
                .about(Transferred::url)
                .fails(ErrorCode.NOT_FOUND, ErrorCode.NOT_OWNER, Ownership.OWNERSHIP_UNPROVEN)
                .says("Gives an entry to another owner.")
                .example(
                        "{\"url\": \"http://paid.example/weather\", \"newOwner\": \"ST000000000000000000002AMW42H\"}")
                .does(this::transferred);
    }

    Endpoint<?, ?> delete() {
        return Endpoint.preparedWrite(
                        "/api/registry/delete",
                        Deleted.SHAPE,
                        Gives.oneOf(Outcome.class, Gone.class, ToSign.class))
                .costs(Tier.AI)
                .about(Deleted::url)
                .fails(ErrorCode.NOT_FOUND, ErrorCode.NOT_OWNER, Ownership.OWNERSHIP_UNPROVEN)
                .says("Takes an entry out of the directory.")
                .example("{\"url\": \"http://paid.example/weather\"}")
                .does(this::deleted);
    }

    /** An entry of that owner. */
    private Kept owned(Tx tx, String url, String owner) {
        Kept entry = RegistryRoom.found(directory.find(tx, Directory.id(url)), "url", url);
        if (!Ownership.isSame(entry.owner(), owner)) {
            throw new Problem(
                            ErrorCode.NOT_OWNER,
                            "That entry is somebody else's; name its `owner`, and prove it.")
                    .with("owner", entry.owner());
        }
        return entry;
    }

    private Effect<Changed> updated(Call<Updated> call) {
        Updated in = call.input();
        Changes changes = in.changes();
        String owner = in.owner().orElse(call.owner());
        Claim claim =
                ownership.claim(
                        call.owner(),
                        new Deed("update-endpoint", owner, in.url(), Deed.change(changes)),
                        in.proof());
        Optional<Probe.Found> found =
                changes.reprobe() && !claim.isBare()
                        ? Optional.of(probe.look(call.owner(), in.url(), USUAL))
                        : Optional.empty();
        return tx -> {
            Kept was = owned(tx, in.url(), owner);
            String by = claim.use(tx);
            found.filter(f -> !f.isX402Endpoint())
                    .ifPresent(f -> {
                        throw RegistryRoom.notX402(f);
                    });
            Kept is =
                    was.said(
                            changes.name().orElse(was.name()),
                            changes.description().orElse(was.description()),
                            changes.category().or(was::category),
                            changes.tags().map(Directory::json).or(was::tags),
                            found.flatMap(Probe.Found::data).map(Directory::json).or(was::probe),
                            tx.now());
            directory.change(tx, was, is);
            return Reply.of(new Changed(true, Entry.of(is), by));
        };
    }

    private Effect<Outcome> transferred(Call<Transferred> call) {
        Transferred in = call.input();
        String owner = in.owner().orElse(call.owner());
        Claim claim =
                ownership.claim(
                        call.owner(),
                        new Deed(
                                "transfer-ownership",
                                owner,
                                in.url(),
                                Map.of("new-owner", in.newOwner())),
                        in.proof());
        return tx -> {
            Kept was = owned(tx, in.url(), owner);
            if (claim.isBare()) {
                Transfer transfer = new Transfer(in.url(), owner, in.newOwner());
                return Reply.of(toSign(claim, tx, Optional.of(transfer)));
            }
            String by = claim.use(tx);
            Kept is = was.ownedBy(in.newOwner(), tx.now());
            directory.change(tx, was, is);
            return Reply.of(new Moved(true, true, Entry.of(is), by));
        };
    }

    private Effect<Outcome> deleted(Call<Deleted> call) {
        Deleted in = call.input();
        String owner = in.owner().orElse(call.owner());
        Claim claim =
                ownership.claim(
                        call.owner(),
                        new Deed("delete-endpoint", owner, in.url(), Map.of()),
                        in.proof());
        return tx -> {
            Kept was = owned(tx, in.url(), owner);
            if (claim.isBare()) {
                return Reply.of(toSign(claim, tx, Optional.empty()));
            }
            String by = claim.use(tx);
            directory.remove(tx, was);
            return Reply.of(new Gone(true, true, in.url(), by));
        };
    }

    private static ToSign toSign(Claim claim, Tx tx, Optional<Transfer> transfer) {
        Challenge challenge = claim.challenge(tx.now()).orElseThrow(() -> claim.bare(tx.now()));
        return new ToSign(true, HOW, challenge, transfer);
    }
}
