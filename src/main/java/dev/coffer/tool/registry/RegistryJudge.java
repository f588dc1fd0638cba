package dev.coffer.tool.registry;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.store.Tx;
import dev.coffer.tool.registry.Directory.Kept;
import dev.coffer.tool.registry.Directory.Status;
import dev.coffer.tool.registry.RegistryInputs.Judged;
import dev.coffer.tool.registry.RegistryRoom.Entry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * What the service's operator says of entries. The operator is who has the key, whatever addresses
 * a call names.
 */
final class RegistryJudge {

    static final ErrorCode OPERATOR_ONLY = new ErrorCode(403, "operator_only");

    /** The header that brings the key. */
    static final String HEADER = "Coffer-Operator-Key";

    /** The environment variable that holds it. */
    private static final String OPTION = "COFFER_OPERATOR_KEY";

    private static final int PENDING_MOST = 1_000;

    record Verdict(boolean success, String action, Entry entry) {}

    record Pending(List<Entry> entries, int count, long total) {}

    private final Directory directory;
    private final Optional<String> key;

    RegistryJudge(Directory directory, Optional<String> key) {
        this.directory = directory;
        this.key = key;
    }

    private Optional<String> missing() {
        return key.isPresent() ? Optional.empty() : Optional.of(OPTION);
    }

    Endpoint<?, ?> verify() {
        return Endpoint.write("/api/admin/registry/verify", Judged.SHAPE, Verdict.class)
                .costs(Tier.AI)
                .about(Judged::url)
                .needs(missing())
                .fails(ErrorCode.NOT_FOUND, OPERATOR_ONLY)
                .says("Says of an entry that it is good, or not; with the operator's key.")
                .example("{\"url\": \"http://paid.example/weather\", \"action\": \"verify\"}")
                .does(this::judged);
    }

    Endpoint<?, ?> pending() {
        return Endpoint.read("/api/admin/registry/pending", RegistryInputs.PENDING, Pending.class)
                .costs(Tier.AI)
                .aboutAll()
                .needs(missing())
                .fails(OPERATOR_ONLY)
                .says("Lists what is not judged yet, the oldest first; with the operator's key.")
                .does(this::pending);
    }

    private void requireOperator(Call<?> call) {
        byte[] brought = bytes(call.request().header(HEADER).orElse(""));
        if (!MessageDigest.isEqual(bytes(key.orElseThrow()), brought)) {
            throw new Problem(
                    OPERATOR_ONLY,
                    "Only the service's operator may do that, who sends the header "
                            + HEADER
                            + ".");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Reply<Verdict> judged(Call<Judged> call, Tx tx) {
        requireOperator(call);
        String url = call.input().url();
        Kept was = RegistryRoom.found(directory.find(tx, Directory.id(url)), "url", url);
        Kept is = was.judged(call.input().status(), tx.now());
        directory.change(tx, was, is);
        String action = is.status() == Status.VERIFIED ? "verify" : "reject";
        return Reply.of(new Verdict(true, action, Entry.of(is)));
    }

    private Reply<Pending> pending(Call<?> call, Tx tx) {
        requireOperator(call);
        Directory.Asked asked =
                new Directory.Asked(
                        Optional.empty(), Optional.of(Status.UNVERIFIED), Optional.empty());
        List<Entry> entries =
                directory.list(tx, asked, 0, PENDING_MOST).stream().map(Entry::of).toList();
        return Reply.of(new Pending(entries, entries.size(), directory.count(tx, asked)));
    }
}
