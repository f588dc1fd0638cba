package dev.coffer.describe;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Price;
import dev.coffer.payment.Prices;
import dev.coffer.payment.x402.Bazaar;
import dev.coffer.payment.x402.Offer;
import dev.coffer.room.Room;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What machines read to find out what is sold here: OpenAPI, and the lists that crawlers of x402
 * know. Each is made once, when it is first asked for; the URL that it is asked at is put in.
 */
public final class DiscoveryRoom {

    private final Supplier<List<Room>> rooms;
    private final Prices prices;
    private final Function<List<Price>, List<Offer>> offers;
    private final String version;
    private final Map<String, String> made = new ConcurrentHashMap<>();
    private final Bazaar bazaar = new Bazaar();

    private DiscoveryRoom(
            Supplier<List<Room>> rooms,
            Prices prices,
            Function<List<Price>, List<Offer>> offers,
            String version) {
        this.rooms = rooms;
        this.prices = prices;
        this.offers = offers;
        this.version = version;
    }

    /**
     * The room.
     *
     * @param rooms all rooms, once there are all
     * @param offers the ways to pay one of some prices; none where payments are off
     */
    public static Room room(
            Supplier<List<Room>> rooms,
            Prices prices,
            Function<List<Price>, List<Offer>> offers,
            String version) {
        DiscoveryRoom does = new DiscoveryRoom(rooms, prices, offers, version);
        return Room.of("discovery", "What machines read to find out what is sold here")
                .sells(
                        does.document(
                                "/openapi.json", "All endpoints in OpenAPI 3.1.", does::openApi),
                        does.document(
                                "/x402.json",
                                "What is sold, with its prices, as crawlers of x402 know it.",
                                does::items),
                        does.document(
                                "/.well-known/x402",
                                "Where what is sold is, as older crawlers of x402 know it.",
                                does::resources));
    }

    private Endpoint<Shape.Nothing, Reply.Content> document(
            String path, String says, Supplier<Map<String, Object>> makes) {
        return Endpoint.pure(path, Shape.nothing(), Gives.content())
                .forAnybody()
                .methods("GET")
                .lenientQuery()
                .says(says)
                .does(call ->
                        answer(
                                call,
                                made.computeIfAbsent(
                                        path,
                                        _ ->
                                                new String(
                                                        Json.write(makes.get()),
                                                        StandardCharsets.UTF_8))));
    }

    private static Reply.Content answer(Call<?> call, String text) {
        byte[] bytes =
                text.replace(OpenApi.BASE, call.request().baseUrl())
                        .getBytes(StandardCharsets.UTF_8);
        return new Reply.Content(
                200,
                "application/json",
                bytes,
                Map.of("ETag", tag(bytes), "Cache-Control", "no-cache"));
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> openApi() {
        return OpenApi.document(rooms.get(), prices, isFree(), version);
    }

    private boolean isFree() {
        return offers.apply(prices.anything(java.util.Optional.empty())).isEmpty();
    }

    private List<Endpoint<?, ?>> sold() {
        return rooms.get().stream()
                .<Endpoint<?, ?>>flatMap(room -> room.endpoints().stream())
                .filter(endpoint -> endpoint.access() instanceof Access.Paid<?>)
                .filter(endpoint -> endpoint.missing().isEmpty())
                .filter(_ -> !isFree())
                .toList();
    }

    private Map<String, Object> resources() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", 1);
        document.put(
                "resources",
                sold().stream().map(endpoint -> OpenApi.BASE + OpenApi.path(endpoint)).toList());
        document.put("openapi", OpenApi.BASE + "/openapi.json");
        return document;
    }

    private Map<String, Object> items() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", "2.0");
        document.put(
                "service",
                Ordered.of(
                        "name", "Coffer",
                        "description", OpenApi.SUMMARY,
                        "url", OpenApi.BASE));
        List<Object> items = new ArrayList<>();
        for (Endpoint<?, ?> endpoint : sold()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put(
                    "resource",
                    Ordered.of(
                            "url",
                            OpenApi.BASE + OpenApi.path(endpoint),
                            "description",
                            endpoint.summary(),
                            "mimeType",
                            "application/json"));
            item.put("paymentRequirements", requirements(endpoint));
            item.put("extensions", Ordered.of("bazaar", bazaar.of(endpoint).getFirst()));
            items.add(item);
        }
        document.put("items", items);
        return document;
    }

    /** What the cheapest call of it costs. */
    private List<Map<String, Object>> requirements(Endpoint<?, ?> endpoint) {
        return offers.apply(new PaymentInfo(prices).least(endpoint)).stream()
                .map(offer -> {
                    Map<String, Object> each = new LinkedHashMap<>();
                    each.put("scheme", "exact");
                    each.put("network", offer.network());
                    each.put("amount", Long.toString(offer.price().amount()));
                    each.put("asset", offer.asset());
                    each.put("payTo", offer.payTo());
                    each.put("maxTimeoutSeconds", offer.maxTimeoutSeconds());
                    each.put("extra", offer.extra());
                    return each;
                })
                .toList();
    }
}
