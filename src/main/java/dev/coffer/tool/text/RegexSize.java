package dev.coffer.tool.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * About how many steps a pattern is once its counts are written out: {@code (ab{10}){20}} is over
 * two hundred. To be known before, as it is what compiling costs.
 */
final class RegexSize {

    private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,6})?(?:,(\\d{1,6})?)?\\}");

    private RegexSize() {}

    static long of(String pattern) {
        Matcher count = COUNT.matcher(pattern);
        Deque<Long> before = new ArrayDeque<>();
        long sum = 0;
        long last = 0;
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            int next = i + 1;
            if (c == '(') {
                before.push(sum + last);
                sum = 0;
                last = 0;
            } else if (c == ')' && !before.isEmpty()) {
                last = sum + last + 1;
                sum = before.pop();
            } else if (c == '{' && count.region(i, pattern.length()).lookingAt()) {
                last = last * times(count);
                next = count.end();
            } else {
                sum += last;
                last = 1;
                if (c == '\\') {
                    next = i + 2;
                } else if (c == '[') {
                    next = classEnd(pattern, i);
                }
            }
            if (sum + last > Integer.MAX_VALUE) {
                return Integer.MAX_VALUE;
            }
            i = next;
        }
        return before.stream().mapToLong(Long::longValue).sum() + sum + last;
    }

    private static long times(Matcher count) {
        String most = count.group(2) != null ? count.group(2) : count.group(1);
        return most == null ? 1 : Math.max(1, Long.parseLong(most));
    }

    private static int classEnd(String pattern, int start) {
        int i = start + 1;
        while (i < pattern.length() && pattern.charAt(i) != ']') {
            i += pattern.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}
