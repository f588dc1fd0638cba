package dev.coffer.tool.text;

/** What ECMAScript writes differently from RE2, in RE2's way. */
final class RegexSyntax {

    private static final int HEX_DIGITS = 4;

    private RegexSyntax() {}

    static String toRe2(String pattern) {
        StringBuilder out = new StringBuilder(pattern.length());
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("[^]", i)) {
                out.append("(?s:.)");
                i += 2;
            } else if (c != '\\' || i + 1 == pattern.length()) {
                out.append(c);
            } else if (pattern.charAt(i + 1) != 'u') {
                out.append(c).append(pattern.charAt(++i));
            } else if (pattern.startsWith("{", i + 2)) {
                out.append("\\x");
                i++;
            } else {
                int end = Math.min(pattern.length(), i + 2 + HEX_DIGITS);
                out.append("\\x{").append(pattern, i + 2, end).append('}');
                i = end - 1;
            }
        }
        return out.toString();
    }
}
