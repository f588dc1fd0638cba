package dev.coffer.describe;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Files of the jar, as they are: a page, its scripts, styles and pictures. Each is kept in memory
 * from when it is first asked for, and asked for again only if it changed (RFC 9110, 8.8.3). What a
 * page may do is said by one policy for all of them (CSP).
 */
final class StaticFiles {

    /** What is served, by the end of its name; nothing else is. */
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "json", "application/json",
                    "md", "text/markdown; charset=utf-8",
                    "txt", "text/plain; charset=utf-8",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "ico", "image/x-icon",
                    "woff2", "font/woff2");

    /** What a text or a picture may do (CSP): nothing. */
    static final String NOTHING = "default-src 'none'; sandbox";

    private static final int NAME_CHARS = 128;

    /** Parts of letters, digits, dashes, and single dots within: none leads out of the folder. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*\\.(?<end>[a-z0-9]+)");

    private final String folder;
    private final String policy;
    private final Map<String, Reply.Content> files = new ConcurrentHashMap<>();

    /**
     * @param folder of the class path, with a slash at its end
     * @param policy the Content-Security-Policy
     */
    StaticFiles(String folder, String policy) {
        this.folder = folder;
        this.policy = policy;
    }

    /**
     * The files of the folder below a path, for nothing.
     *
     * @param example the name of one
     */
    Endpoint<String, Reply.Content> below(String path, String example, String says) {
        return Endpoint.pure(
                        path + "/{file*}",
                        Shape.of(
                                file -> file,
                                Field.text("file", 1, NAME_CHARS, "A file of this page.")),
                        Gives.content())
                .forAnybody()
                .methods("GET")
                .lenientQuery()
                .fails(ErrorCode.NOT_FOUND)
                .says(says)
                .example("{\"file\": \"%s\"}".formatted(example))
                .does(call -> file(call.input()));
    }

    /** One file at a path of its own, for nothing. */
    Endpoint<Shape.Nothing, Reply.Content> at(String path, String file, String says) {
        return Endpoint.pure(path, Shape.nothing(), Gives.content())
                .forAnybody()
                .methods("GET")
                .lenientQuery()
                .says(says)
                .does(_ -> file(file));
    }

    /**
     * A file.
     *
     * @throws Problem 404 {@code not_found}
     */
    Reply.Content file(String name) {
        Reply.Content known = files.get(name);
        if (known != null) {
            return known;
        }
        Reply.Content found =
                read(name)
                        .orElseThrow(
                                () -> new Problem(ErrorCode.NOT_FOUND, "There is no such file."));
        files.put(name, found);
        return found;
    }

    private Optional<Reply.Content> read(String name) {
        var parts = NAME.matcher(name);
        if (!parts.matches() || !TYPES.containsKey(parts.group("end"))) {
            return Optional.empty();
        }
        try (InputStream in =
                StaticFiles.class.getClassLoader().getResourceAsStream(folder + name)) {
            if (in == null) {
                return Optional.empty();
            }
            return Optional.of(content(TYPES.get(parts.group("end")), in.readAllBytes(), policy));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is the same for all who ask, until it changes. */
    static Reply.Content content(String type, byte[] bytes, String policy) {
        Map<String, String> headers =
                Map.of(
                        "ETag", tag(bytes),
                        "Cache-Control", "no-cache",
                        "X-Content-Type-Options", "nosniff",
                        "Referrer-Policy", "no-referrer",
                        "Content-Security-Policy", policy);
        return new Reply.Content(200, type, bytes, headers);
    }

    /** The same, chosen by what the client accepts. */
    static Reply.Content chosen(Reply.Content content) {
        Map<String, String> headers = new LinkedHashMap<>(content.headers());
        headers.put("Vary", "Accept");
        return new Reply.Content(content.status(), content.contentType(), content.body(), headers);
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
