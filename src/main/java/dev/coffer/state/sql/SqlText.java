package dev.coffer.state.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text as SQLite's tokenizer cuts it, as far as that tells where its first statement ends and
 * what it names. What is run begins with the first token and ends with that statement, so what the
 * first word is, is nobody's opinion.
 *
 * @param statement the first statement, without what stands around it
 * @param tokens those of the statement
 * @param followed whether anything but comments and semicolons comes after it
 */
record SqlText(String statement, List<Token> tokens, boolean followed) {

    enum Kind {
        /** A keyword, or a name without quotes. */
        WORD,
        /** A name in quotes of any kind, or a text: SQLite takes either for the other. */
        QUOTED,
        PARAMETER,
        OTHER
    }

    /**
     * @param text what it says: of what is quoted, without its quotes
     */
    record Token(Kind kind, String text, int start, int end) {

        boolean is(String word) {
            return kind == Kind.WORD && text.equalsIgnoreCase(word);
        }

        /** Whether it may name something. */
        boolean names() {
            return kind == Kind.WORD || kind == Kind.QUOTED;
        }

        String lower() {
            return text.toLowerCase(Locale.ROOT);
        }
    }

    static SqlText of(String text) {
        List<Token> all = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int gap = gap(text, at);
            if (gap > at) {
                at = gap;
            } else {
                Token token = token(text, at);
                all.add(token);
                at = token.end();
            }
        }
        int from = 0;
        while (from < all.size() && isEnd(all.get(from))) {
            from++;
        }
        int to = end(all, from);
        List<Token> tokens = List.copyOf(all.subList(from, to));
        boolean followed = all.subList(to, all.size()).stream().anyMatch(token -> !isEnd(token));
        String statement =
                tokens.isEmpty()
                        ? ""
                        : text.substring(tokens.getFirst().start(), tokens.getLast().end());
        return new SqlText(statement, tokens, followed);
    }

    /** The word at a place, in capitals; empty if there is none. */
    String word(int index) {
        return index < tokens.size() && tokens.get(index).kind() == Kind.WORD
                ? tokens.get(index).text().toUpperCase(Locale.ROOT)
                : "";
    }

    /** Where the statement begins that an EXPLAIN is about; 0 if it is none. */
    int explained() {
        if (!word(0).equals("EXPLAIN")) {
            return 0;
        }
        return word(1).equals("QUERY") && word(2).equals("PLAN") ? 3 : 1;
    }

    private static boolean isEnd(Token token) {
        return token.kind() == Kind.OTHER && token.text().equals(";");
    }

    /** A trigger's body has statements of its own: it ends with an END after a semicolon. */
    private static int end(List<Token> all, int from) {
        boolean trigger = isTrigger(new SqlText("", all.subList(from, all.size()), false));
        for (int i = from; i < all.size(); i++) {
            if (isEnd(all.get(i))) {
                boolean whole = i >= from + 2 && all.get(i - 1).is("end") && isEnd(all.get(i - 2));
                if (!trigger || whole) {
                    return i;
                }
            }
        }
        return all.size();
    }

    private static boolean isTrigger(SqlText text) {
        int create = text.explained();
        boolean temporary = List.of("TEMP", "TEMPORARY").contains(text.word(create + 1));
        return text.word(create).equals("CREATE")
                && text.word(create + (temporary ? 2 : 1)).equals("TRIGGER");
    }

    /** Past white space or a comment that stands at an index. */
    private static int gap(String text, int at) {
        char c = text.charAt(at);
        if (" \t\n\f\r\uFEFF".indexOf(c) >= 0) {
            return at + 1;
        }
        if (text.startsWith("--", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end + 1;
        }
        if (text.startsWith("/*", at) && at + 2 < text.length()) {
            int end = text.indexOf("*/", at + 2);
            return end < 0 ? text.length() : end + 2;
        }
        return at;
    }

    private static Token token(String text, int at) {
        char c = text.charAt(at);
        int end = at + 1;
        if (c == '\'' || c == '"' || c == '`' || c == '[') {
            return quoted(text, at, c == '[' ? ']' : c);
        }
        if (c == '?') {
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            return new Token(Kind.PARAMETER, text.substring(at, end), at, end);
        }
        if (c == '$' || c == '@' || c == ':' || c == '#') {
            end = parameterEnd(text, end);
            return new Token(
                    end > at + 1 ? Kind.PARAMETER : Kind.OTHER, text.substring(at, end), at, end);
        }
        if (isDigit(c)) {
            while (end < text.length()
                    && (isNameChar(text.charAt(end)) || text.charAt(end) == '.')) {
                end++;
            }
            return new Token(Kind.OTHER, text.substring(at, end), at, end);
        }
        if (isNameChar(c)) {
            while (end < text.length() && isNameChar(text.charAt(end))) {
                end++;
            }
            boolean blob = end == at + 1 && (c | 0x20) == 'x' && text.startsWith("'", end);
            if (blob) {
                Token digits = quoted(text, end, '\'');
                return new Token(Kind.OTHER, digits.text(), at, digits.end());
            }
            return new Token(Kind.WORD, text.substring(at, end), at, end);
        }
        return new Token(Kind.OTHER, text.substring(at, end), at, end);
    }

    /** Names of parameters may have the {@code ::} and parentheses of Tcl's. */
    private static int parameterEnd(String text, int from) {
        int end = from;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == '(' && end > from) {
                int close = text.indexOf(')', end);
                return close < 0 ? text.length() : close + 1;
            } else if (text.startsWith("::", end)) {
                end += 2;
            } else if (isNameChar(c)) {
                end++;
            } else {
                break;
            }
        }
        return end;
    }

    private static Token quoted(String text, int at, char close) {
        StringBuilder inside = new StringBuilder();
        int i = at + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == close) {
                boolean doubled = close != ']' && text.startsWith(String.valueOf(close), i + 1);
                if (!doubled) {
                    return new Token(Kind.QUOTED, inside.toString(), at, i + 1);
                }
                i++;
            }
            inside.append(c);
            i++;
        }
        return new Token(Kind.QUOTED, inside.toString(), at, text.length());
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameChar(char c) {
        return c >= 0x80
                || c == '_'
                || c == '$'
                || isDigit(c)
                || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}
