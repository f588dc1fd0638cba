package dev.coffer.http;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Request;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers 304 where the client has what it asks for already (RFC 9110, 13.1.2). */
final class Conditions {

    private static final Pattern TAG =
            Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");

    private Conditions() {}

    /** The answer, or that it has not changed. */
    static Answer applied(Request request, Answer answer) {
        String tag = answer.headers().get("ETag");
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (tag == null || !reads || answer.status() != 200) {
            return answer;
        }
        return request.header("If-None-Match").filter(known -> knows(known, tag)).isPresent()
                ? new Answer(304, withoutType(answer.headers()), new byte[0])
                : answer;
    }

    /** Compares weakly, as it has to be here. */
    private static boolean knows(String known, String tag) {
        if (known.strip().equals("*")) {
            return true;
        }
        String opaque = tag.startsWith("W/") ? tag.substring(2) : tag;
        Matcher each = TAG.matcher(known);
        while (each.find()) {
            if (each.group(1).equals(opaque)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> withoutType(Map<String, String> headers) {
        Map<String, String> kept = new LinkedHashMap<>(headers);
        kept.remove("Content-Type");
        return kept;
    }
}
