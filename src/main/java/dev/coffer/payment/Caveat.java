package dev.coffer.payment;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What narrows a token. Each stands in a line of its own, and all of a token's must hold. */
public sealed interface Caveat {

    /** {@code until <ms>}: good before that instant, in epoch milliseconds. */
    record Until(long ms) implements Caveat {}

    /** {@code only <path> ...}: endpoints as the catalog names them; a final * is the rest. */
    record Only(List<String> paths) implements Caveat {
        boolean admits(String path) {
            return paths.stream()
                    .anyMatch(each ->
                            each.endsWith("*")
                                    ? path.startsWith(each.substring(0, each.length() - 1))
                                    : path.equals(each));
        }

        boolean namesInFull(String path) {
            return paths.contains(path);
        }
    }

    /** {@code keys <prefix>}, percent-encoded: calls about names that begin so. */
    record Keys(String prefix) implements Caveat {
        boolean admits(List<String> names) {
            return !names.isEmpty() && names.stream().allMatch(name -> name.startsWith(prefix));
        }
    }

    /** {@code read}: what changes nothing. */
    record Read() implements Caveat {}

    /** {@code calls <n> <nonce>}: so many charged calls in all. */
    record Calls(long most) implements Caveat {}

    /** {@code spend <units> <asset> <nonce>}: so much in all, and of that asset alone. */
    record Spend(long most, Asset asset) implements Caveat {}

    /** {@code id <name>}: may be revoked by that name. */
    record Id(String name) implements Caveat {}

    Optional<Caveat> NONE = Optional.empty();

    /** Fits a long, and has one spelling. */
    Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    Pattern NAME = Pattern.compile("[A-Za-z0-9._~@:+-]{1,64}");

    /** Visible, with no * but the last. */
    Pattern PATH = Pattern.compile("/[!-)+-~]*\\*?");

    Pattern ENCODED = Pattern.compile("(?:[!-$&-~]|%[0-9A-Fa-f]{2})+");

    /** A caveat as its line says it; empty if this version does not know it. */
    static Optional<Caveat> of(String line) {
        List<String> words = List.of(line.split(" ", -1));
        List<String> rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "until" -> rest.size() == 1 ? number(rest.getFirst()).map(Until::new) : NONE;
            case "only" -> only(rest);
            case "keys" -> rest.size() == 1 ? decoded(rest.getFirst()).map(Keys::new) : NONE;
            case "read" -> rest.isEmpty() ? Optional.of(new Read()) : NONE;
            case "calls" ->
                    rest.size() == 2 && isName(rest.getLast())
                            ? number(rest.getFirst()).map(Calls::new)
                            : NONE;
            case "spend" -> rest.size() == 3 && isName(rest.getLast()) ? spend(rest) : NONE;
            case "id" ->
                    rest.size() == 1 && isName(rest.getFirst())
                            ? Optional.of(new Id(rest.getFirst()))
                            : NONE;
            default -> NONE;
        };
    }

    /** What a token or a caveat is called by. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static Optional<Caveat> only(List<String> paths) {
        return !paths.isEmpty() && paths.stream().allMatch(path -> PATH.matcher(path).matches())
                ? Optional.of(new Only(List.copyOf(paths)))
                : Optional.empty();
    }

    private static Optional<Long> number(String text) {
        return NUMBER.matcher(text).matches()
                ? Optional.of(Long.parseLong(text))
                : Optional.empty();
    }

    private static Optional<Caveat> spend(List<String> words) {
        return number(words.get(0))
                .flatMap(most -> asset(words.get(1)).map(asset -> new Spend(most, asset)));
    }

    private static Optional<Asset> asset(String symbol) {
        return Stream.of(Asset.values()).filter(each -> each.symbol().equals(symbol)).findFirst();
    }

    private static Optional<String> decoded(String encoded) {
        if (!ENCODED.matcher(encoded).matches()) {
            return Optional.empty();
        }
        // As Latin-1, a byte is a character; + is none of the escapes here.
        String bytes = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
