package dev.coffer.paste;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Cursor;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Endpoint.Kind;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.paste.Pastes.Paste;
import dev.coffer.store.Expiring;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The paste endpoints, and the free pages of pastes. */
public final class PasteEndpoints {

    private static final Field<String> CONTENT =
            Field.text(
                    "content",
                    1,
                    4 * Limits.PASTE_BYTES,
                    "The text, at most 512,000 bytes of UTF-8.");
    private static final Field<Optional<String>> LANGUAGE =
            Field.text("language", 1, Limits.LANGUAGE_CHARS, "A hint for whoever shows it: python.")
                    .optional();
    private static final Field<Long> TTL =
            Field.whole(
                            "ttl",
                            Limits.TTL_MIN_SECONDS,
                            Limits.TTL_MAX_SECONDS,
                            "Seconds until it expires; more than 30 days is cut to 30 days.")
                    .orElse(Limits.PASTE_TTL_DEFAULT_SECONDS);
    private static final Field<Boolean> BURN =
            Field.flag("burn", "True: exactly one reader gets it, and then it is gone.");
    private static final Field<Boolean> UNGUESSABLE =
            Field.flag("unguessable", "True: a code of 128 bits in place of 6 characters.");
    private static final Field<String> CODE = Field.text("code", 1, 64, "The paste's code.");
    private static final Field<Long> LIMIT =
            Field.whole("limit", 1, Limits.PAGE_MAX, "Entries of the page at most.")
                    .orElse((long) Limits.PAGE_DEFAULT);

    record Create(
            byte[] content,
            Optional<String> language,
            long ttlSeconds,
            boolean burn,
            boolean unguessable) {}

    record Created(
            String code,
            String url,
            Instant expiresAt,
            long bytes,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String language) {}

    record Code(String code) {}

    record Got(
            String code,
            String content,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String language,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            long bytes) {}

    record Deleted(boolean success, String deleted) {}

    record ListPastes(int limit, long beforeNumber) {}

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
        Shape<Code> code = Shape.of(in -> new Code(code(in.get(CODE))), CODE);
        return List.of(
                Endpoint.write(
                                "/api/paste/create",
                                Shape.of(
                                        in ->
                                                new Create(
                                                        content(in.get(CONTENT)),
                                                        in.get(LANGUAGE),
                                                        Math.min(
                                                                in.get(TTL),
                                                                Limits.PASTE_TTL_MAX_SECONDS),
                                                        in.get(BURN),
                                                        in.get(UNGUESSABLE)),
                                        CONTENT,
                                        LANGUAGE,
                                        TTL,
                                        BURN,
                                        UNGUESSABLE),
                                Created.class)
                        .costs(Tier.STORAGE_WRITE)
                        .maxBodyBytes(4L * Limits.PASTE_BYTES)
                        .says("Stores a text and gives a short code for it.")
                        .example("{\"content\": \"print('hello')\", \"language\": \"python\"}")
                        .does(this::create),
                Endpoint.read("/api/paste/get", code, Got.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Reads a paste by its code; one that burns is gone after that.")
                        .example("{\"code\": \"abc234\"}")
                        .does(this::get),
                Endpoint.write("/api/paste/delete", code, Deleted.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Deletes one's own paste.")
                        .example("{\"code\": \"abc234\"}")
                        .does(this::delete),
                Endpoint.read(
                                "/api/paste/list",
                                Shape.of(
                                        in ->
                                                new ListPastes(
                                                        in.get(LIMIT).intValue(),
                                                        in.get(Cursor.FIELD)
                                                                .map(PasteEndpoints::place)
                                                                .orElse(Long.MAX_VALUE)),
                                        LIMIT,
                                        Cursor.FIELD),
                                Page.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Lists one's own pastes, the newest first.")
                        .example("{\"limit\": 10}")
                        .does(this::list),
                Endpoint.read("/api/paste/{code}", code, Got.class)
                        .methods("GET")
                        .costs(Tier.STORAGE_READ)
                        .says("Reads a paste by its code; one that burns is gone after that.")
                        .example("{\"code\": \"abc234\"}")
                        .does(this::get),
                Endpoint.open(Kind.READ, "/p/{code}", code, "GET")
                        .says("Shows a paste: text for programs, a plain page in a browser.")
                        .example("{\"code\": \"abc234\"}")
                        .does(this::page),
                Endpoint.open(Kind.WRITE, "/p/{code}", Shape.raw(), "POST")
                        .says("Shows a paste that burns, and burns it.")
                        .does(this::burn));
    }

    private Effect create(Call<Create> call) {
        Create in = call.input();
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

    private Effect get(Call<Code> call) {
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

    private Effect delete(Call<Code> call) {
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

    private Effect list(Call<ListPastes> call) {
        ListPastes in = call.input();
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

    private Effect page(Call<Code> call) {
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
        String code = code(call.request().pathValues().getOrDefault("code", ""));
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

    private static long place(String cursor) {
        return Cursor.number(Cursor.parts(cursor, 1).getFirst());
    }

    private static String url(String base, Paste paste) {
        return base + "/p/" + paste.code();
    }

    private static String code(String code) {
        if (!Pastes.isCode(code)) {
            throw new Problem(400, "invalid_input", "Invalid paste code format")
                    .with("field", "code");
        }
        return code;
    }

    private static byte[] content(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Limits.PASTE_BYTES) {
            throw new Problem(413, "too_large", "Content exceeds maximum size of 500KB")
                    .with("field", "content")
                    .with("limit", Limits.PASTE_BYTES);
        }
        return bytes;
    }

    private static Problem missing(String code) {
        return Problem.notFound("Paste", "paste", code);
    }
}
