package dev.coffer.describe;

import dev.coffer.describe.Traffic.Sums;
import dev.coffer.endpoint.Reply;
import dev.coffer.payment.Asset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A page of figures, for people. It asks for nothing else, runs nothing, and whatever it shows is
 * escaped; its one style is let in by its digest.
 */
final class DashboardPage {

    /**
     * What a room is and did.
     *
     * @param unavailable of its endpoints, those that are not configured
     */
    record Family(String name, String says, int endpoints, int unavailable, Sums sums) {}

    private static final String STYLE =
            """
            :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent);
                    --soft: color-mix(in srgb, currentColor 62%, transparent); --bar: #4f7cac; }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1rem 3rem;
                   font: 1rem/1.5 system-ui, sans-serif; }
            header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; }
            h1 { font-size: 1.5rem; margin: 0; }
            h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
            p, small { color: var(--soft); margin: .25rem 0; }
            mark { background: #f2c14e; color: #222; border-radius: .25rem; padding: 0 .4rem; }
            dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem;
                 margin: 1.25rem 0 0; }
            dl div { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
            dt { color: var(--soft); font-size: .85rem; }
            dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
            dd small { display: block; font-size: .85rem; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { text-align: right; white-space: nowrap; padding: .35rem .5rem; border-bottom: 1px solid var(--line);
                     vertical-align: top; }
            th { font-weight: 600; font-size: .85rem; color: var(--soft); }
            th:first-child, td:first-child { text-align: left; padding-left: 0; }
            td small { display: block; white-space: normal; line-height: 1.3; }
            svg { display: block; width: 100%; height: 7rem; }
            rect { fill: var(--bar); }
            rect.failed { fill: #c8553d; }
            nav a { margin-right: 1rem; }
            @media (max-width: 40rem) {
              td:first-child small, .less { display: none; }
              dl div:last-child { grid-column: 1 / -1; }
              th, td { padding: .35rem .3rem; font-size: .9rem; }
              svg { height: 5rem; }
            }\
            """;

    private static final Map<String, String> SAFE =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                            .formatted(digest(STYLE)),
                    "Referrer-Policy",
                    "no-referrer",
                    "Cache-Control",
                    "no-store");

    private static final String FRAME =
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Coffer: what is called</title>
            <style>%s</style>
            %s
            </html>
            """;

    private final Instant now;
    private final List<Family> families;
    private final Map<Long, Sums> days;

    /**
     * @param days by their first instants, without gaps
     */
    DashboardPage(Instant now, List<Family> families, Map<Long, Sums> days) {
        this.now = now;
        this.families = families;
        this.days = days;
    }

    private static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Reply<Reply.Content> reply(ServiceRoom.Money money, String version) {
        String body =
                header(money, version)
                        + figures()
                        + "<h2>Calls by day</h2>\n"
                        + bars()
                        + "<h2>By family</h2>\n"
                        + table("Family", familyRows())
                        + "<h2>By day</h2>\n"
                        + table("Day (UTC)", dayRows())
                        + """
                        <p>Counted are calls of what costs something, once they were let in; the earnings are what
                        these calls were charged. Times are from the request to the answer, with the waiting of long polls.</p>
                        """;
        byte[] html = FRAME.formatted(STYLE, body).getBytes(StandardCharsets.UTF_8);
        return new Reply.Content(200, "text/html; charset=utf-8", html, SAFE);
    }

    private String header(ServiceRoom.Money money, String version) {
        return """
        <header><h1>Coffer</h1><span>%s</span>%s</header>
        <p>The last %d days, as of %s.</p>
        <nav><a href="/">endpoints</a><a href="/api/prices">prices</a><a href="/api/limits">limits</a><a href="/api/health">health</a></nav>
        """
                .formatted(
                        Frame.escaped(version),
                        money.playMoney()
                                ? "<mark>play money: %s</mark>"
                                        .formatted(Frame.escaped(money.facilitator()))
                                : "<span>%s</span>".formatted(Frame.escaped(money.network())),
                        days.size(),
                        Frame.escaped(now.toString().substring(0, 16).replace('T', ' ') + " UTC"));
    }

    private String figures() {
        Sums all = days.values().stream().reduce(Sums.NONE, Sums::plus);
        int endpoints = families.stream().mapToInt(Family::endpoints).sum();
        int unavailable = families.stream().mapToInt(Family::unavailable).sum();
        return "<dl>"
                + figure(
                        "Endpoints that cost",
                        count(endpoints),
                        unavailable == 0 ? "" : count(unavailable) + " not configured")
                + figure("Calls", count(all.calls()), count(all.failed()) + " failed")
                + figure("Success", success(all), "")
                + figure("Mean time", millis(all), "")
                + figure("Earned", earned(all, " <br>"), "")
                + "</dl>\n";
    }

    private static String figure(String name, String value, String beside) {
        return "<div><dt>%s</dt><dd>%s%s</dd></div>"
                .formatted(name, value, beside.isEmpty() ? "" : "<small>" + beside + "</small>");
    }

    private String bars() {
        long most = Math.max(1, days.values().stream().mapToLong(Sums::calls).max().orElse(1));
        StringBuilder bars = new StringBuilder();
        int at = 0;
        for (Map.Entry<Long, Sums> day : days.entrySet()) {
            Sums sums = day.getValue();
            double height = 100.0 * sums.calls() / most;
            double failed = 100.0 * sums.failed() / most;
            bars.append(
                    "<g><title>%s: %s calls, %s failed</title>"
                            .formatted(
                                    date(day.getKey()), count(sums.calls()), count(sums.failed())));
            bars.append(bar("", at, height)).append(bar(" class=\"failed\"", at, failed));
            bars.append("</g>");
            at += 10;
        }
        return "<svg viewBox=\"0 0 %d 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Calls a day\">%s</svg>\n"
                .formatted(at, bars);
    }

    private static String bar(String kind, int at, double height) {
        return String.format(
                Locale.ROOT,
                "<rect%s x=\"%d\" y=\"%.2f\" width=\"8\" height=\"%.2f\"/>",
                kind,
                at + 1,
                100 - height,
                height);
    }

    private List<String> familyRows() {
        List<String> rows = new ArrayList<>();
        for (Family family : families) {
            String name =
                    "%s<small>%s</small>"
                            .formatted(Frame.escaped(family.name()), Frame.escaped(family.says()));
            String endpoints =
                    count(family.endpoints())
                            + (family.unavailable() == 0
                                    ? ""
                                    : "<small>%s off</small>"
                                            .formatted(count(family.unavailable())));
            rows.add(row(name, endpoints, family.sums()));
        }
        return rows;
    }

    private List<String> dayRows() {
        List<String> rows = new ArrayList<>();
        days.forEach((day, sums) -> {
            if (sums.calls() > 0) {
                rows.addFirst(row(date(day), "", sums));
            }
        });
        return rows;
    }

    private static String row(String name, String endpoints, Sums sums) {
        return "<tr><td>%s</td><td class=\"less\">%s</td><td>%s</td><td>%s</td><td class=\"less\">%s</td><td>%s</td></tr>\n"
                .formatted(
                        name,
                        endpoints,
                        count(sums.calls()),
                        success(sums),
                        millis(sums),
                        earned(sums, "<br>"));
    }

    private static String table(String first, List<String> rows) {
        return rows.isEmpty()
                ? "<p>Nothing yet.</p>\n"
                : """
                <div class="wide"><table><tr><th>%s</th><th class="less">%s</th><th>Calls</th><th>Success</th><th class="less">Mean</th><th>Earned</th></tr>
                %s</table></div>
                """
                        .formatted(
                                first,
                                first.equals("Family") ? "Endpoints" : "",
                                String.join("", rows));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String success(Sums sums) {
        return sums.calls() == 0
                ? "\u2013"
                : String.format(
                        Locale.ROOT,
                        "%.1f%%",
                        // A single failure must not be rounded away.
                        Math.floor(1000.0 * (sums.calls() - sums.failed()) / sums.calls()) / 10);
    }

    private static String millis(Sums sums) {
        return sums.calls() == 0
                ? "\u2013"
                : String.format(Locale.ROOT, "%.1f ms", sums.micros() / 1000.0 / sums.calls());
    }

    private static String earned(Sums sums, String between) {
        String earned =
                java.util.Arrays.stream(Asset.values())
                        .filter(asset -> sums.earned().get(asset.ordinal()) > 0)
                        .map(asset ->
                                asset.coins(sums.earned().get(asset.ordinal()))
                                        + " "
                                        + asset.symbol())
                        .collect(Collectors.joining(between));
        return earned.isEmpty() ? "\u2013" : earned;
    }

    private static String date(long dayMs) {
        return Instant.ofEpochMilli(dayMs).toString().substring(0, 10);
    }
}
