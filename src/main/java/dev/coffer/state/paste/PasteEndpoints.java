package dev.coffer.state.paste;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Endpoint.Kind;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Expiring;
import dev.coffer.state.paste.Pastes.Paste;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The paste endpoints, and the free pages of pastes. */
public final class PasteEndpoints {

    record Created(
            String code,
            String url,
            Instant expiresAt,
            long bytes,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String language) {}

    record Got(
            String code,
            String content,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String language,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            long bytes) {}

    record Deleted(boolean success, String deleted) {}

    record Listed(
            String code,
            String url,
            @Nullable String language,
            Instant createdAt,
            Instant expiresAt,
            boolean burn,
            long bytes) {}

    record Page(List<Listed> pastes, int count, @Nullable String cursor, boolean complete) {}

    private final Pastes pastes;

    public PasteEndpoints(RandomGenerator random) {
        this.pastes = new Pastes(random);
    }

    /** The pastes that expire, for the sweeper. */
    public Expiring<?> expiring() {
        return pastes;
    }

    public List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.write("/api/paste/create", PasteInputs.create(), Created.class)
                        .costs(Tier.STORAGE_WRITE)
                        .maxBodyBytes(4L * Limits.PASTE_BYTES)
                        .says("Stores a text and gives a short code for it.")
                        .example("{\"content\": \"print('hello')\", \"language\": \"python\"}")
                        .does(this::create),
                Endpoint.read("/api/paste/get", PasteInputs.code(), Got.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Reads a paste by its code; one that burns is gone after that.")
                        .example("{\"code\": \"abc234\"}")
                        .does(this::get),
                Endpoint.write("/api/paste/delete", PasteInputs.code(), Deleted.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Deletes one's own paste.")
                        .example("{\"code\": \"abc234\"}")
                        .does(this::delete),
                Endpoint.read("/api/paste/list", PasteInputs.list(), Page.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Lists one's own pastes, the newest first.")
                        .example("{\"limit\": 10}")
                        .does(this::list),
                Endpoint.read("/api/paste/{code}", PasteInputs.code(), Got.class)
                        .methods("GET")
                        .costs(Tier.STORAGE_READ)
                        .says("Reads a paste by its code; one that burns is gone after that.")
                        .example("{\"code\": \"abc234\"}")
                        .does(this::get),
                Endpoint.open(Kind.READ, "/p/{code}", PasteInputs.code(), "GET")
                        .says("Shows a paste: text for programs, a plain page in a browser.")
                        .example("{\"code\": \"abc234\"}")
                        .does(this::page),
                Endpoint.open(Kind.WRITE, "/p/{code}", Shape.raw(), "POST")
                        .says("Shows a paste that burns, and burns it.")
                        .does(this::burn));
    }

    private Effect create(Call<PasteInputs.Create> call) {
        PasteInputs.Create in = call.input();
        String base = call.request().baseUrl();
        return tx -> {
            Paste paste =
                    pastes.create(
                            tx,
                            in.content(),
                            in.language().orElse(null),
                            in.ttlSeconds(),
                            in.burn(),
                            in.unguessable());
            return Reply.of(
                    new Created(
                            paste.code(),
                            url(base, paste),
                            Instant.ofEpochMilli(paste.expiresAtMs()),
                            paste.bytes(),
                            paste.language()));
        };
    }

    private Effect get(Call<PasteInputs.Code> call) {
        String code = call.input().code();
        // HEAD shows nothing, so it must not burn anything.
        boolean looks = call.request().method().equals("HEAD");
        return tx -> {
            Paste paste =
                    looks
                            ? pastes.find(tx, code).orElseThrow(() -> missing(code))
                            : found(tx, code);
            return Reply.of(
                    new Got(
                            paste.code(),
                            new String(paste.content(), StandardCharsets.UTF_8),
                            paste.language(),
                            Instant.ofEpochMilli(paste.createdAtMs()),
                            paste.owner(),
                            Instant.ofEpochMilli(paste.expiresAtMs()),
                            paste.bytes()));
        };
    }

    /** A paste for a reader: one that burns is taken away in this very work. */
    private Paste found(Tx tx, String code) {
        Optional<Paste> paste = pastes.find(tx, code);
        return paste.filter(Paste::burns)
                .map(p -> pastes.take(tx, p))
                .orElse(paste)
                .orElseThrow(() -> missing(code));
    }

    private Effect delete(Call<PasteInputs.Code> call) {
        String code = call.input().code();
        return tx -> {
            Paste paste = pastes.find(tx, code).orElseThrow(() -> missing(code));
            if (!paste.owner().equals(tx.owner().address())) {
                throw new Problem(403, "not_owner", "Not authorized to delete this paste")
                        .with("paste", code);
            }
            pastes.take(tx, paste);
            return Reply.of(new Deleted(true, code));
        };
    }

    private Effect list(Call<PasteInputs.ListPastes> call) {
        PasteInputs.ListPastes in = call.input();
        String base = call.request().baseUrl();
        return tx -> {
            List<Paste> found = pastes.list(tx, call.owner(), in.beforeNumber(), in.limit() + 1);
            boolean complete = found.size() <= in.limit();
            List<Paste> page = found.subList(0, Math.min(found.size(), in.limit()));
            return Reply.of(
                    new Page(
                            page.stream().map(p -> listed(base, p)).toList(),
                            page.size(),
                            complete ? null : Cursor.of(Long.toString(page.getLast().number())),
                            complete));
        };
    }

    private Effect page(Call<PasteInputs.Code> call) {
        boolean html = call.request().header("Accept").orElse("").contains("text/html");
        String url = call.request().baseUrl() + "/p/" + call.input().code();
        return tx -> {
            String code = call.input().code();
            Paste paste = pastes.find(tx, code).orElseThrow(() -> missing(code));
            if (paste.burns()) {
                return PastePage.ask(url, html);
            }
            return PastePage.show(paste, html);
        };
    }

    private Effect burn(Call<Shape.Nothing> call) {
        boolean html = call.request().header("Accept").orElse("").contains("text/html");
        String code = PasteInputs.code(call.request().pathValues().getOrDefault("code", ""));
        return tx -> PastePage.show(found(tx, code), html);
    }

    private static Listed listed(String base, Paste paste) {
        return new Listed(
                paste.code(),
                url(base, paste),
                paste.language(),
                Instant.ofEpochMilli(paste.createdAtMs()),
                Instant.ofEpochMilli(paste.expiresAtMs()),
                paste.burns(),
                paste.bytes());
    }

    private static String url(String base, Paste paste) {
        return base + "/p/" + paste.code();
    }

    private static Problem missing(String code) {
        return Problem.notFound("Paste", "paste", code);
    }
}
