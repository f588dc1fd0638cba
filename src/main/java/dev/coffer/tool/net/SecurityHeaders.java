package dev.coffer.tool.net;

import dev.coffer.outbound.Fetched;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a site's headers ask browsers to do for safety's sake (RFC 6797 and others). */
record SecurityHeaders(
        boolean hasHSTS,
        Optional<Long> hstsMaxAge,
        boolean hstsIncludesSubdomains,
        boolean hstsPreload,
        boolean hasCSP,
        boolean hasXFrameOptions,
        Optional<String> xFrameOptions,
        boolean hasXContentTypeOptions,
        boolean hasXXSSProtection,
        boolean hasReferrerPolicy,
        Optional<String> referrerPolicy,
        boolean hasPermissionsPolicy,
        Optional<String> server) {

    static SecurityHeaders of(Fetched fetched) {
        Optional<String> hsts = fetched.header("Strict-Transport-Security");
        List<String> directives =
                Arrays.stream(hsts.orElse("").toLowerCase(Locale.ROOT).split(";", -1))
                        .map(String::strip)
                        .toList();
        return new SecurityHeaders(
                hsts.isPresent(),
                directives.stream()
                        .map(d -> d.replaceAll("[\\s\"]", ""))
                        .filter(d -> d.matches("max-age=[0-9]{1,15}"))
                        .map(d -> Long.valueOf(d.substring("max-age=".length())))
                        .findFirst(),
                directives.contains("includesubdomains"),
                directives.contains("preload"),
                fetched.header("Content-Security-Policy").isPresent(),
                fetched.header("X-Frame-Options").isPresent(),
                fetched.header("X-Frame-Options"),
                fetched.header("X-Content-Type-Options").isPresent(),
                fetched.header("X-XSS-Protection").isPresent(),
                fetched.header("Referrer-Policy").isPresent(),
                fetched.header("Referrer-Policy"),
                fetched.header("Permissions-Policy").isPresent(),
                fetched.header("Server"));
    }
}
