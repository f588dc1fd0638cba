package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A text as a pattern that matches it and nothing else. */
final class RegexEscape {

    record Escaped(
            String original, String escaped, int escapedCount, List<String> specialCharacters) {}

    private static final String SPECIAL = ".*+?^${}()|[]\\";

    private RegexEscape() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/util/regex-escape",
                Shape.of(text -> text, Texts.field("text", "The text.")),
                Escaped.class,
                "Escapes what means something in a regular expression.",
                "{\"text\": \"a.b*c\"}",
                RegexEscape::escaped);
    }

    private static Escaped escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        Set<String> found = new LinkedHashSet<>();
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SPECIAL.indexOf(c) >= 0) {
                out.append('\\');
                found.add(String.valueOf(c));
                count++;
            }
            out.append(c);
        }
        return new Escaped(text, out.toString(), count, new ArrayList<>(found));
    }
}
