package dev.coffer.tool.util;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Toolbox;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a text can be an address for mail (RFC 5321, 5322). Nobody is asked whether it is one.
 */
final class EmailCheck {

    record Judged(
            String email,
            boolean isValid,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> localPart,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> domain,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> tld,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<List<String>> issues,
            boolean isDisposable,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> normalized) {}

    private static final Pattern PARTS =
            Pattern.compile(
                    "(\"(?:[^\"\\\\]|\\\\.)*+\"|[^@]*+)(?:@([^@]*+)(.*+))?+", Pattern.DOTALL);

    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL =
            Pattern.compile(ATOM + "(?:\\." + ATOM + ")*+|\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*+\"");
    private static final Pattern LABEL =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TOP =
            Pattern.compile("[a-z]{2,63}|xn--[a-z0-9-]{1,59}", Pattern.CASE_INSENSITIVE);

    private static final int LOCAL_CHARS = 64;
    private static final int DOMAIN_CHARS = 253;
    private static final int ADDRESS_CHARS = 254;

    private static final Set<String> DISPOSABLE =
            Set.of(
                    "mailinator.com",
                    "guerrillamail.com",
                    "10minutemail.com",
                    "tempmail.com",
                    "temp-mail.org",
                    "throwaway.email",
                    "yopmail.com",
                    "trashmail.com",
                    "sharklasers.com",
                    "getnada.com",
                    "maildrop.cc",
                    "dispostable.com");

    private EmailCheck() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/util/validate-email",
                Shape.of(
                        email -> email,
                        Field.text("email", 1, UtilLimits.SHORT_TEXT_CHARS, "An address.")),
                Judged.class,
                "Says whether a text can be an address for mail, and why not.",
                "{\"email\": \"alice@example.com\"}",
                EmailCheck::judged);
    }

    private static Judged judged(String email) {
        Matcher parts = PARTS.matcher(email);
        boolean apart = parts.matches();
        Optional<String> local = apart ? part(parts, 1) : Optional.of(email);
        Optional<String> domain = apart ? part(parts, 2) : Optional.empty();
        Optional<String> rest = apart ? part(parts, 3) : Optional.empty();
        String lower = domain.orElse("").toLowerCase(Locale.ROOT);
        List<String> issues = new ArrayList<>();
        if (rest.isPresent()) {
            issues.add("There is more than one @");
        }
        local.ifPresentOrElse(
                text -> ofLocal(text, issues), () -> issues.add("There is nothing before the @"));
        domain.ifPresentOrElse(
                text -> ofDomain(text, issues), () -> issues.add("There is no domain"));
        if (email.length() > ADDRESS_CHARS) {
            issues.add("It has more than %d characters".formatted(ADDRESS_CHARS));
        }
        boolean valid = issues.isEmpty();
        return new Judged(
                email,
                valid,
                local,
                domain,
                domain.map(d -> d.substring(d.lastIndexOf('.') + 1)).filter(t -> !t.isEmpty()),
                valid ? Optional.empty() : Optional.of(issues),
                DISPOSABLE.contains(lower),
                valid ? local.map(text -> text + "@" + lower) : Optional.empty());
    }

    private static Optional<String> part(Matcher parts, int group) {
        return Optional.ofNullable(parts.group(group)).filter(text -> !text.isEmpty());
    }

    private static void ofLocal(String local, List<String> issues) {
        if (local.length() > LOCAL_CHARS) {
            issues.add("There are more than %d characters before the @".formatted(LOCAL_CHARS));
        } else if (!LOCAL.matcher(local).matches()) {
            issues.add("What is before the @ is not words with single dots between");
        }
    }

    private static void ofDomain(String domain, List<String> issues) {
        String ascii = ascii(domain);
        String[] labels = ascii.split("\\.", -1);
        boolean good = ascii.length() <= DOMAIN_CHARS && labels.length > 1;
        for (String label : labels) {
            good &= LABEL.matcher(label).matches();
        }
        if (!good || !TOP.matcher(labels[labels.length - 1]).matches()) {
            issues.add("The domain is not names with dots between that end in letters");
        }
    }

    private static String ascii(String domain) {
        try {
            return domain.length() > DOMAIN_CHARS ? domain : IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
