package dev.coffer.state.paste;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.state.paste.PasteInputs.Code;
import dev.coffer.state.paste.PasteInputs.Create;
import dev.coffer.state.paste.Pastes.Paste;
import dev.coffer.store.Tx;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The paste room, and the free pages of pastes. */
public final class PasteRoom {

    static final ErrorCode PASTE_BURNT = new ErrorCode(410, "paste_burnt");

    record Created(
            String code,
            String url,
            Instant expiresAt,
            long bytes,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> language) {}

    record Got(
            String code,
            String content,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> language,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            long bytes) {}

    record Deleted(boolean success, String deleted) {}

    record Listed(
            String code,
            String url,
            Optional<String> language,
            Instant createdAt,
            Instant expiresAt,
            boolean burn,
            long bytes) {}

    record Listing(List<Listed> pastes, @JsonUnwrapped Page.End end) {}

    private final Pastes pastes;

    private PasteRoom(Pastes pastes) {
        this.pastes = pastes;
    }

    public static Room room(Capacities capacities, RandomGenerator random) {
        PasteRoom does = new PasteRoom(new Pastes(new Quota("paste", capacities), random));
        return Room.of(
                        "paste",
                        "Texts under short codes, for programs and people; burn after reading")
                .keeps(Pastes.TABLE)
                .limits(PasteLimits.values())
                .sells(
                        Endpoint.write("/api/paste/create", Create.SHAPE, Created.class)
                                .costs(Tier.STORAGE_WRITE)
                                .aboutNothing()
                                .maxBodyBytes(4 * PasteLimits.PASTE_BYTES.value())
                                .fails(ErrorCode.NO_FREE_CODE)
                                .says("Stores a text and gives a short code for it.")
                                .example(
                                        "{\"content\": \"print('hello')\", \"language\": \"python\"}")
                                .does(does::create),
                        Endpoint.read("/api/paste/get", Code.SHAPE, Got.class)
                                .costs(Tier.STORAGE_READ)
                                .about(Code::code)
                                .fails(ErrorCode.NOT_FOUND, PASTE_BURNT)
                                .says(
                                        "Reads a paste by its code; one that burns is gone after that.")
                                .example("{\"code\": \"abc234\"}")
                                .does(does::get),
                        Endpoint.write("/api/paste/delete", Code.SHAPE, Deleted.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Code::code)
                                .fails(ErrorCode.NOT_FOUND, ErrorCode.NOT_OWNER)
                                .says("Deletes one's own paste.")
                                .example("{\"code\": \"abc234\"}")
                                .does(does::delete),
                        Endpoint.read("/api/paste/list", PasteInputs.LIST, Listing.class)
                                .costs(Tier.STORAGE_READ)
                                .aboutAll()
                                .says("Lists one's own pastes, the newest first.")
                                .example("{\"limit\": 10}")
                                .does(does::list),
                        Endpoint.read("/api/paste/{code}", Code.SHAPE, Got.class)
                                .costs(Tier.STORAGE_READ)
                                .about(Code::code)
                                .methods("GET")
                                .fails(ErrorCode.NOT_FOUND, PASTE_BURNT)
                                .says(
                                        "Reads a paste by its code; one that burns is gone after that.")
                                .example("{\"code\": \"abc234\"}")
                                .does(does::get),
                        Endpoint.read("/p/{code}", Code.SHAPE, Gives.content())
                                .forAnybody()
                                .methods("GET")
                                .lenientQuery()
                                .fails(ErrorCode.NOT_FOUND)
                                .says(
                                        "Shows a paste: text for programs, a plain page in a browser.")
                                .example("{\"code\": \"abc234\"}")
                                .does(does::page),
                        Endpoint.write("/p/{code}", Shape.raw(), Gives.content())
                                .forAnybody()
                                .fails(ErrorCode.NOT_FOUND)
                                .says("Shows a paste that burns, and burns it.")
                                .does(does::burn));
    }

    private Reply<Created> create(Call<Create> call, Tx tx) {
        Paste paste = pastes.create(tx, call.input());
        return Reply.of(
                new Created(
                        paste.code(),
                        url(call.request(), paste),
                        Instant.ofEpochMilli(paste.expiresAtMs()),
                        paste.bytes(),
                        paste.language()));
    }

    private Reply<Got> get(Call<Code> call, Tx tx) {
        String code = call.input().code();
        // HEAD shows nothing, so it must not burn anything.
        boolean looks = call.request().method().equals("HEAD");
        Paste paste = looks ? look(tx, code) : found(tx, code);
        Got got =
                new Got(
                        paste.code(),
                        new String(paste.content(), StandardCharsets.UTF_8),
                        paste.language(),
                        Instant.ofEpochMilli(paste.createdAtMs()),
                        paste.owner(),
                        Instant.ofEpochMilli(paste.expiresAtMs()),
                        paste.bytes());
        return paste.burns() ? new Reply.Once<>(got, burnt(code)) : Reply.of(got);
    }

    private Paste look(Tx tx, String code) {
        return pastes.find(tx, code).orElseThrow(() -> missing(code));
    }

    /** A paste for a reader: one that burns is taken away in this very work. */
    private Paste found(Tx tx, String code) {
        Paste paste = look(tx, code);
        return paste.burns() ? pastes.take(tx, paste).orElseThrow(() -> missing(code)) : paste;
    }

    private Reply<Deleted> delete(Call<Code> call, Tx tx) {
        String code = call.input().code();
        Paste paste = look(tx, code);
        if (!paste.owner().equals(tx.owner().address())) {
            throw new Problem(ErrorCode.NOT_OWNER, "Not authorized to delete this paste")
                    .with("paste", code);
        }
        pastes.take(tx, paste);
        return Reply.of(new Deleted(true, code));
    }

    private Reply<Listing> list(Call<Page.Asked<Long>> call, Tx tx) {
        Page<Listed> page =
                call.input()
                        .of(
                                (after, most) -> pastes.list(tx, call.owner(), after, most),
                                paste -> Cursor.of(paste.number()))
                        .map(paste -> listed(call.request(), paste));
        return Reply.of(new Listing(page.entries(), page.end()));
    }

    private Reply<Reply.Content> page(Call<Code> call, Tx tx) {
        Paste paste = look(tx, call.input().code());
        return paste.burns()
                ? PastePage.ask(url(call.request(), paste), wantsHtml(call))
                : PastePage.show(paste, wantsHtml(call));
    }

    private Reply<Reply.Content> burn(Call<Shape.Nothing> call, Tx tx) {
        Code code = new Code(call.request().pathValues().getOrDefault("code", ""));
        return PastePage.show(found(tx, code.code()), wantsHtml(call));
    }

    private static boolean wantsHtml(Call<?> call) {
        return call.request().header("Accept").orElse("").contains("text/html");
    }

    private static Listed listed(Request request, Paste paste) {
        return new Listed(
                paste.code(),
                url(request, paste),
                paste.language(),
                Instant.ofEpochMilli(paste.createdAtMs()),
                Instant.ofEpochMilli(paste.expiresAtMs()),
                paste.burns(),
                paste.bytes());
    }

    private static String url(Request request, Paste paste) {
        return request.baseUrl() + "/p/" + paste.code();
    }

    private static Problem burnt(String code) {
        return new Problem(
                        PASTE_BURNT,
                        "This call was answered before with the paste, which burned; no copy is kept.")
                .with("paste", code);
    }

    private static Problem missing(String code) {
        return Problem.notFound("Paste", "paste", code);
    }
}
