package dev.coffer.tool.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.TimeBudget;
import dev.coffer.tool.Toolbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A regular expression tried on a text, in time linear in both. */
final class RegexTest {

    record Trial(String text, String pattern, Optional<String> flags) {
        static final Shape<Trial> SHAPE =
                Shape.of(
                        Trial::new,
                        Field.anyText("text", TextLimits.REGEX_TEXT_CHARS, "The text.")
                                .map(Texts::wellFormed),
                        Field.anyText("pattern", TextLimits.REGEX_PATTERN_CHARS, "The pattern.")
                                .map(Texts::wellFormed),
                        Field.anyText(
                                        "flags",
                                        TextLimits.REGEX_PATTERN_CHARS,
                                        "Of g, i, m, s, u, y.")
                                .map(RegexTest::flags)
                                .optional());
    }

    record Found(
            String match,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<List<Optional<String>>> groups,
            int index) {}

    record Tried(
            boolean matches,
            int matchCount,
            List<String> allMatches,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<List<Found>> groups,
            String pattern,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> flags) {}

    /** The text, which asks whether there is still time whenever it is looked at. */
    private record Timed(String text, TimeBudget time) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            time.step();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private RegexTest() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.heavy(
                "/api/text/regex-test",
                Trial.SHAPE,
                Tried.class,
                "Tries a regular expression (RE2: no look-around, no back-references) on a text.",
                "{\"text\": \"a1b2\", \"pattern\": \"[a-z](\\\\d)\", \"flags\": \"g\"}",
                RegexTest::tried,
                ErrorCode.TOO_COSTLY);
    }

    private static String flags(String flags) {
        boolean known = flags.chars().allMatch(c -> "gimsuy".indexOf(c) >= 0);
        if (!known || flags.chars().distinct().count() < flags.length()) {
            throw Problem.invalid("flags", "must be some of g, i, m, s, u and y, each once");
        }
        return flags;
    }

    private static Tried tried(Trial in) {
        String flags = in.flags().orElse("");
        Matcher matcher =
                compiled(in.pattern(), flags).matcher(new Timed(in.text(), new TimeBudget()));
        boolean all = flags.indexOf('g') >= 0;
        boolean sticky = flags.indexOf('y') >= 0;
        List<Found> found = new ArrayList<>();
        int end = 0;
        while ((all || found.isEmpty()) && matcher.find()) {
            if (sticky && matcher.start() != end) {
                break;
            }
            if (found.size() == TextLimits.REGEX_MATCHES.value()) {
                throw new Problem(
                                ErrorCode.TOO_LARGE,
                                "The pattern matches more than %d times; send less text."
                                        .formatted(found.size()))
                        .with("field", "text")
                        .with("limit", found.size());
            }
            found.add(found(matcher));
            end = matcher.end();
        }
        return new Tried(
                !found.isEmpty(),
                found.size(),
                found.stream().map(Found::match).toList(),
                Optional.of(found).filter(some -> !some.isEmpty()),
                in.pattern(),
                in.flags());
    }

    private static Found found(Matcher matcher) {
        List<Optional<String>> groups = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            groups.add(Optional.ofNullable(matcher.group(i)));
        }
        return new Found(
                matcher.group(),
                Optional.of(groups).filter(some -> !some.isEmpty()),
                matcher.start());
    }

    private static Pattern compiled(String pattern, String flags) {
        if (RegexSize.of(pattern) > TextLimits.REGEX_STEPS.value()) {
            throw TimeBudget.tooCostly();
        }
        int options =
                (flags.indexOf('i') >= 0 ? Pattern.CASE_INSENSITIVE : 0)
                        | (flags.indexOf('m') >= 0 ? Pattern.MULTILINE : 0)
                        | (flags.indexOf('s') >= 0 ? Pattern.DOTALL : 0);
        try {
            return Pattern.compile(RegexSyntax.toRe2(pattern), options);
        } catch (PatternSyntaxException e) {
            throw Problem.invalid(
                    "pattern",
                    "must be a regular expression without look-around and back-references: "
                            + e.getDescription());
        }
    }
}
