package dev.coffer.account;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.receipt.Receipts;
import dev.coffer.room.Room;

import java.util.Map;

/** The keys by which anybody checks a receipt; free. */
public final class ReceiptRoom {

    /** Seconds; whoever meets a key that it does not know asks again before. */
    private static final String CACHED = "public, max-age=3600";

    private ReceiptRoom() {}

    public static Room room(Receipts receipts) {
        return Room.of("receipts", "Signed receipts of what was charged, for others to check")
                .sells(
                        Endpoint.pure(
                                        "/.well-known/jwks.json",
                                        Shape.nothing(),
                                        Receipts.Keys.class)
                                .forAnybody()
                                .methods("GET")
                                .lenientQuery()
                                .says(
                                        "The public keys of receipts, which a paid call gives that says Prefer: receipt.")
                                .does(_ ->
                                        new Reply.Json<>(
                                                200,
                                                receipts.keys(),
                                                Map.of("Cache-Control", CACHED))));
    }
}
