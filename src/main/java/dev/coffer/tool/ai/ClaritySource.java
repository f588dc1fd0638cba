package dev.coffer.tool.ai;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The forms of a Clarity source, without its comments: what a contract does, not what it says of
 * itself. A source that does not close what it opens is read as far as it goes.
 */
final class ClaritySource {

    /** The chain takes no contract that is nested deeper. */
    private static final int DEPTH = 256;

    /** A word, a literal, or a list of forms. */
    record Form(String word, List<Form> parts) {

        boolean isList() {
            return word.isEmpty();
        }

        /** The first word of a list: what it does. */
        String head() {
            return isList() && !parts.isEmpty() ? parts.getFirst().word() : "";
        }

        Form part(int index) {
            return isList() && index < parts.size() ? parts.get(index) : NOTHING;
        }

        /** This and all that stands in it, in order. */
        Stream<Form> all() {
            return Stream.concat(Stream.of(this), parts.stream().flatMap(Form::all));
        }
    }

    private static final Form NOTHING = new Form("", List.of());

    private ClaritySource() {}

    /** What stands on the first level. */
    static List<Form> read(String source) {
        Deque<List<Form>> open = new ArrayDeque<>();
        List<Form> top = new ArrayList<>();
        open.push(top);
        int i = 0;
        while (i < source.length()) {
            char c = source.charAt(i);
            if (c == ';') {
                i = until(source, i, "\n");
            } else if (c == '(' || c == '{') {
                if (open.size() > DEPTH) {
                    return top;
                }
                List<Form> parts = new ArrayList<>();
                open.peek().add(new Form("", parts));
                open.push(parts);
                i++;
            } else if (c == ')' || c == '}') {
                if (open.size() > 1) {
                    open.pop();
                }
                i++;
            } else if (c == '"') {
                int end = text(source, i);
                open.peek().add(new Form(source.substring(i, end), List.of()));
                i = end;
            } else if (Character.isWhitespace(c) || c == ',' || c == ':') {
                i++;
            } else {
                int end = until(source, i, " \t\r\n(){},:;\"");
                open.peek().add(new Form(source.substring(i, end), List.of()));
                i = end;
            }
        }
        return top;
    }

    private static int until(String source, int from, String ends) {
        int i = from + 1;
        while (i < source.length() && ends.indexOf(source.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private static int text(String source, int from) {
        for (int i = from + 1; i < source.length(); i++) {
            if (source.charAt(i) == '\\') {
                i++;
            } else if (source.charAt(i) == '"') {
                return i + 1;
            }
        }
        return source.length();
    }
}
