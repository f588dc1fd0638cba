package dev.coffer.payment.signin;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For what a signature is good: this service, by the URL that callers know. It is the operator's
 * word; a Host header is the caller's, who may have it from a page that wants the signature for
 * itself.
 *
 * @param domain the host, with its port if that is not the scheme's own
 * @param uri the URL itself
 */
public record Site(String domain, String uri) {

    private static final Pattern HTTP = Pattern.compile("(?i)http(s)?://");

    /**
     * @throws IllegalArgumentException if it is not an http URL with a host
     */
    public static Site of(String url) {
        // Not getHost(), which knows no name with an underscore.
        String domain = URI.create(url).getRawAuthority();
        Matcher parts = HTTP.matcher(url);
        if (domain == null || domain.contains("@") || !parts.lookingAt()) {
            throw new IllegalArgumentException("not an http URL with a host: " + url);
        }
        String usualPort = parts.group(1) == null ? ":80" : ":443";
        String host =
                domain.endsWith(usualPort)
                        ? domain.substring(0, domain.length() - usualPort.length())
                        : domain;
        return new Site(host.toLowerCase(Locale.ROOT), url);
    }
}
