package dev.coffer.tool.net;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is known of who calls, by address and headers. The address is the connection's, or what a
 * trusted proxy says: what callers say of it themselves counts for nothing.
 */
final class CallerInfo {

    private static final List<String> HINTS =
            List.of(
                    "Sec-CH-UA",
                    "Sec-CH-UA-Mobile",
                    "Sec-CH-UA-Platform",
                    "Sec-CH-UA-Platform-Version",
                    "Sec-CH-UA-Arch",
                    "Sec-CH-UA-Model");

    record Located(String ip, @JsonUnwrapped GeoDatabase.Place place) {}

    record Held(String ip, @JsonUnwrapped GeoDatabase.Holder holder) {}

    /** Headers that tell callers apart, and a hash of them with the address. */
    record Fingerprint(
            String ip,
            Optional<String> userAgent,
            Optional<String> acceptLanguage,
            Optional<String> acceptEncoding,
            Optional<String> dnt,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Map<String, String>> clientHints,
            String fingerprint) {}

    private CallerInfo() {}

    static List<Endpoint<?, ?>> of(GeoDatabase geo) {
        return List.of(
                one(
                        "/api/net/geo-ip",
                        Shape.nothing(),
                        Gives.json(Located.class),
                        geo.missing(),
                        "Says where the caller's address is.",
                        call -> new Located(ip(call), geo.place(address(ip(call))))),
                one(
                        "/api/net/asn-lookup",
                        Shape.nothing(),
                        Gives.json(Held.class),
                        geo.missing(),
                        "Says whose network the caller's address belongs to.",
                        call -> new Held(ip(call), geo.holder(address(ip(call))))),
                one(
                        "/api/net/request-fingerprint",
                        Shape.nothing(),
                        Gives.json(Fingerprint.class),
                        Optional.empty(),
                        "Says what tells the caller from others: headers, hints, a hash.",
                        CallerInfo::fingerprint));
    }

    private static <I, O> Endpoint<I, O> one(
            String path,
            Shape<I> takes,
            Gives<O> gives,
            Optional<String> missing,
            String says,
            Function<Call<I>, O> does) {
        return Endpoint.pure(path, takes, gives)
                .costs(Tier.SIMPLE)
                .aboutNothing()
                .needs(missing)
                .says(says)
                .does(call -> Reply.of(does.apply(call)));
    }

    private static String ip(Call<?> call) {
        return call.request().remoteAddress();
    }

    private static InetAddress address(String ip) {
        return InetAddress.ofLiteral(ip);
    }

    private static Fingerprint fingerprint(Call<?> call) {
        Request request = call.request();
        Map<String, String> hints = new TreeMap<>();
        HINTS.forEach(name -> request.header(name).ifPresent(value -> hints.put(name, value)));
        List<String> parts =
                List.of(
                        request.remoteAddress(),
                        request.header("User-Agent").orElse(""),
                        request.header("Accept-Language").orElse(""),
                        request.header("Accept-Encoding").orElse(""),
                        request.header("DNT").orElse(""),
                        hints.toString());
        return new Fingerprint(
                request.remoteAddress(),
                request.header("User-Agent"),
                request.header("Accept-Language"),
                request.header("Accept-Encoding"),
                request.header("DNT"),
                Optional.of(hints).filter(all -> !all.isEmpty()),
                hash(String.join("\n", parts)));
    }

    private static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
