package dev.coffer.state.links;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.WrongTypes;

import java.util.ArrayList;
import java.util.List;

/** What the links endpoints take and give. */
public final class LinksScenarios {

    private static final String CREATE = "/api/links/create";
    private static final String UPDATE = "/api/links/update";
    private static final String STATS = "/api/links/stats";
    private static final String LIST = "/api/links/list";
    private static final String DELETE = "/api/links/delete";
    private static final String EXPAND = "/api/links/expand/{slug}";
    private static final String URL = "https://example.com/docs?page=2";
    private static final String ONE = "{\"url\":\"" + URL + "\",\"title\":\"Docs\"}";
    private static final String SLUG = "{\"slug\":\"{slug}\"}";

    private LinksScenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(create());
        all.addAll(urls());
        all.addAll(slugs());
        all.addAll(update());
        all.addAll(delete());
        all.addAll(stats());
        all.addAll(list());
        all.addAll(expand());
        all.addAll(follow());
        all.addAll(WrongTypes.of(CREATE, ONE, "url", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(CREATE, ONE, "slug", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(CREATE, ONE, "title", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(CREATE, ONE, "ttl", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(CREATE, ONE, "maxClicks", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(CREATE, ONE, "qr", WrongTypes.FLAG));
        String named = "{\"slug\":\"some\",\"title\":\"t\"}";
        for (String path : List.of(UPDATE, STATS, DELETE)) {
            String base = path.equals(UPDATE) ? named : "{\"slug\":\"some\"}";
            all.addAll(WrongTypes.of(path, base, "slug", WrongTypes.TEXT));
        }
        all.addAll(WrongTypes.of(UPDATE, named, "url", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(UPDATE, named, "title", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(UPDATE, named, "ttl", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(STATS, "{\"slug\":\"some\"}", "interval", WrongTypes.CHOICE));
        all.addAll(WrongTypes.of(STATS, "{\"slug\":\"some\"}", "from", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(STATS, "{\"slug\":\"some\"}", "to", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(LIST, "{}", "limit", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LIST, "{}", "cursor", WrongTypes.TEXT));
        return all;
    }

    private static String to(String url) {
        return "{\"url\":\"" + url + "\"}";
    }

    private static String named(String slug) {
        return "{\"url\":\"" + URL + "\",\"slug\":\"" + slug + "\"}";
    }

    private static List<Scenario> create() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                post("create: all that it answers", CREATE, ONE)
                        .gives(
                                200,
                                """
                                {"slug": "~^[A-Za-z2-9]{7}$",
                                 "shortUrl": "~^http://127.0.0.1:[0-9]+/l/[A-Za-z2-9]{7}$",
                                 "url": "https://example.com/docs?page=2", "title": "Docs",
                                 "expiresAt": null, "createdAt": "@instant", "qr": "!",
                                 "maxClicks": "!", "tokenType": "STX"}\
                                """)
                        .costs(WRITE));
        all.add(
                post(
                                "create: with an end and its code",
                                CREATE,
                                "{\"url\":\"%s\",\"ttl\":60,\"maxClicks\":1,\"qr\":true}"
                                        .formatted(URL))
                        .gives(
                                200,
                                """
                                {"title": null, "expiresAt": "@instant", "maxClicks": 1,
                                 "qr": "~^data:image/svg.xml;base64,[A-Za-z0-9+/]+=*$"}\
                                """)
                        .costs(WRITE));
        all.add(post("create: no url", CREATE, "{}").invalid("url"));
        all.add(
                post("create: one second too short", CREATE, ONE.replace("}", ",\"ttl\":59}"))
                        .invalid("ttl"));
        all.add(
                post("create: no clicks at all", CREATE, ONE.replace("}", ",\"maxClicks\":0}"))
                        .invalid("maxClicks"));
        all.add(
                post(
                                "create: 256 characters of title",
                                CREATE,
                                ONE.replace("Docs", "t".repeat(256)))
                        .gives(200, "{}")
                        .costs(WRITE));
        all.add(
                post("create: one more", CREATE, ONE.replace("Docs", "t".repeat(257)))
                        .invalid("title"));
        all.add(
                post("create: a misspelt field", CREATE, "{\"urls\":\"http://a\"}")
                        .gives(400, "{\"code\":\"unknown_field\",\"detail\":\"~`url`\"}"));
        all.add(
                request("create: GET", "GET", CREATE, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
        return all;
    }

    private static List<Scenario> urls() {
        List<Scenario> all = new ArrayList<>();
        for (String refused :
                List.of(
                        "javascript:alert(1)",
                        "data:text/html,x",
                        "mailto:a@example.com",
                        "ftp://example.com/",
                        "file:///etc/passwd",
                        "//example.com/",
                        "example.com",
                        "http://",
                        "http:///path",
                        "http:/example.com",
                        "https://user:secret@example.com/",
                        "https://example.com@evil.example/",
                        "https://evil.example\\\\@example.com/",
                        "https://exa mple.com/",
                        "https://example%2ecom/",
                        "https://example..com/",
                        "https://-.example/",
                        "https://2130706433/",
                        "https://0x7f.1/",
                        "https://127.1/",
                        "https://1.2.3.999/",
                        "https://example.com:0/",
                        "https://example.com:65536/",
                        "https://example.com:x/",
                        "https://[::1/",
                        "https://[fe80::1%25eth0]/",
                        "https://stra\u00dfe.example/",
                        "https://example.com/a\\nLocation: https://evil.example",
                        "https://example.com/\\u0000",
                        "https://example.com/" + "\u00e4".repeat(400))) {
            all.add(post("create: " + refused, CREATE, to(refused)).invalid("url"));
        }
        String longest = "https://example.com/" + "p".repeat(2048 - 20);
        all.add(
                post("create: 2,048 characters", CREATE, to(longest))
                        .gives(200, "{}")
                        .costs(WRITE));
        all.add(post("create: one more character", CREATE, to(longest + "p")).invalid("url"));
        return all;
    }

    private static List<Scenario> slugs() {
        List<Scenario> all = new ArrayList<>();
        for (String refused :
                List.of(
                        "ab",
                        "a".repeat(33),
                        "a b",
                        "a.b",
                        "a/b",
                        "\u00e4\u00e4\u00e4",
                        "admin",
                        "API")) {
            all.add(post("create: slug " + refused, CREATE, named(refused)).invalid("slug"));
        }
        for (String taken : List.of("abc", "A_-9", "S".repeat(32))) {
            all.add(
                    post("create: slug " + taken, CREATE, named(taken))
                            .gives(200, "{\"slug\":\"%s\"}".formatted(taken))
                            .costs(WRITE));
        }
        all.add(
                post("create: one's own slug again", CREATE, named("mine-twice"))
                        .after(CREATE, named("mine-twice"))
                        .gives(409, "{\"code\":\"slug_taken\",\"slug\":\"mine-twice\"}"));
        all.add(
                post("create: another's slug", CREATE, named("theirs"))
                        .afterOther(CREATE, named("theirs"))
                        .refused(409, "slug_taken"));
        all.add(
                post("create: the same letters in another case", CREATE, named("Cased-Slug"))
                        .afterOther(CREATE, named("cased-slug"))
                        .gives(200, "{}")
                        .costs(WRITE));
        all.add(
                post("create: a slug that was given back", CREATE, named("given-back"))
                        .afterOther(CREATE, named("given-back"))
                        .afterOther(DELETE, "{\"slug\":\"given-back\"}")
                        .gives(200, "{}")
                        .costs(WRITE));
        return all;
    }

    private static List<Scenario> update() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                post(
                                "update: another target",
                                UPDATE,
                                "{\"slug\":\"{slug}\",\"url\":\"https://example.com/3\"}")
                        .after(CREATE, ONE)
                        .gives(
                                200,
                                """
                                {"slug": "{slug}", "url": "https://example.com/3", "title": "Docs",
                                 "expiresAt": null, "shortUrl": "*", "createdAt": "@instant"}\
                                """)
                        .costs(WRITE));
        all.add(
                post(
                                "update: a title and an end",
                                UPDATE,
                                "{\"slug\":\"{slug}\",\"title\":\"New\",\"ttl\":60}")
                        .after(CREATE, ONE)
                        .gives(
                                200,
                                "{\"url\":\"%s\",\"title\":\"New\",\"expiresAt\":\"@instant\"}"
                                        .formatted(URL))
                        .costs(WRITE));
        all.add(
                post("update: nothing", UPDATE, SLUG)
                        .after(CREATE, ONE)
                        .refused(400, "invalid_input"));
        all.add(
                post(
                                "update: to what no link leads to",
                                UPDATE,
                                "{\"slug\":\"some\",\"url\":\"x:y\"}")
                        .invalid("url"));
        all.add(
                post("update: another's", UPDATE, "{\"slug\":\"{slug}\",\"title\":\"t\"}")
                        .afterOther(CREATE, ONE)
                        .gives(404, "{\"code\":\"not_found\",\"slug\":\"{slug}\"}"));
        all.add(
                post("update: none", UPDATE, "{\"slug\":\"no-such\",\"title\":\"t\"}")
                        .refused(404, "not_found"));
        return all;
    }

    private static List<Scenario> delete() {
        return List.of(
                post("delete: one's own", DELETE, SLUG)
                        .after(CREATE, ONE)
                        .gives(200, "{\"deleted\":true,\"slug\":\"{slug}\",\"tokenType\":\"STX\"}")
                        .costs(WRITE),
                post("delete: another's", DELETE, SLUG)
                        .afterOther(CREATE, ONE)
                        .refused(404, "not_found"),
                post("delete: twice", DELETE, SLUG)
                        .after(CREATE, ONE)
                        .after(DELETE, SLUG)
                        .refused(404, "not_found"),
                post("delete: what no slug can be", DELETE, "{\"slug\":\"a/b\"}")
                        .refused(404, "not_found"));
    }

    private static List<Scenario> stats() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("stats: of a link that nobody followed", STATS, SLUG)
                        .after(CREATE, ONE)
                        .gives(
                                200,
                                """
                                {"slug": "{slug}", "url": "https://example.com/docs?page=2",
                                 "title": "Docs", "state": "live", "clicks": 0, "visitors": 0,
                                 "createdAt": "@instant", "expiresAt": null, "lastClickAt": null,
                                 "referrers": {}, "countries": {},
                                 "devices": {"desktop": 0, "mobile": 0, "tablet": 0, "other": 0},
                                 "bots": 0, "recentClicks": [], "series": [], "tokenType": "STX"}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.add(
                post(
                                "stats: by the hour, of a time",
                                STATS,
                                """
                                {"slug":"{slug}","interval":"hour","from":"2026-01-01T00:00:00Z",
                                 "to":"2026-01-02T00:00:00Z"}\
                                """)
                        .after(CREATE, ONE)
                        .gives(200, "{\"series\":[]}")
                        .costs(READ));
        all.add(
                post("stats: from no instant", STATS, "{\"slug\":\"some\",\"from\":\"yesterday\"}")
                        .invalid("from"));
        all.add(
                post("stats: another's", STATS, SLUG)
                        .afterOther(CREATE, ONE)
                        .refused(404, "not_found"));
        return all;
    }

    private static List<Scenario> list() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("list: the newest first", LIST, "{}")
                        .after(CREATE, ONE)
                        .after(CREATE, "{\"url\":\"https://example.com/2\",\"maxClicks\":5}")
                        .gives(
                                200,
                                """
                                {"links": [
                                  {"slug": "{slug}", "shortUrl": "*", "url": "https://example.com/2",
                                   "title": null, "clicks": 0, "expiresAt": null,
                                   "createdAt": "@instant", "maxClicks": 5, "state": "live"},
                                  {"title": "Docs"}],
                                 "count": 2, "complete": true, "cursor": "!"}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.add(
                post("list: a page", LIST, "{\"limit\":1}")
                        .after(CREATE, ONE)
                        .after(CREATE, ONE)
                        .gives(200, "{\"count\":1,\"complete\":false,\"cursor\":\"*\"}")
                        .costs(READ));
        all.add(
                post("list: only one's own", LIST, "{}")
                        .afterOther(CREATE, ONE)
                        .gives(200, "{\"links\":[],\"count\":0,\"complete\":true}")
                        .costs(READ));
        return all;
    }

    private static List<Scenario> expand() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                get("expand: for a program", EXPAND)
                        .after(CREATE, ONE)
                        .byNobody()
                        .gives(
                                200,
                                """
                                {"slug": "{slug}", "url": "https://example.com/docs?page=2",
                                 "title": "Docs", "clicks": 1, "tokenType": "!"}\
                                """)
                        .header("Cache-Control", "no-store"));
        all.add(
                get("expand: for a browser", EXPAND)
                        .after(CREATE, ONE)
                        .with("Accept", "text/html,*/*;q=0.8")
                        .gives(302, "")
                        .header("Location", URL)
                        .header("Cache-Control", "no-store"));
        all.add(
                get("expand: asked to redirect", EXPAND + "?redirect=true&utm_source=x")
                        .after(CREATE, ONE)
                        .gives(302, "")
                        .header("Location", URL));
        all.add(
                get("expand: asked not to", EXPAND + "?redirect=false")
                        .after(CREATE, ONE)
                        .gives(200, "{}"));
        all.add(get("expand: unknown", "/api/links/expand/no-such").refused(404, "not_found"));
        return all;
    }

    private static List<Scenario> follow() {
        List<Scenario> all = new ArrayList<>();
        for (String[] pair :
                new String[][] {
                    {URL, URL},
                    {"https://example.com", "https://example.com"},
                    {"HTTP://Example.COM:80/A", "http://example.com/A"},
                    {"https://example.com:8443/", "https://example.com:8443/"},
                    {
                        "https://b\u00fccher.example/\u00fc?q=\u00e4#\u00f6",
                        "https://xn--bcher-kva.example/%C3%BC?q=%C3%A4#%C3%B6"
                    },
                    {"https://example.com/a b|c?d=[e]", "https://example.com/a%20b%7Cc?d=%5Be%5D"},
                    {"https://example.com/%41%zz%0d%0a", "https://example.com/%41%25zz%0d%0a"},
                    {"https://example.com/#a#b", "https://example.com/#a%23b"},
                    {"http://192.0.2.1/?a=1&b=2", "http://192.0.2.1/?a=1&b=2"},
                    {"http://[2001:DB8::1]:81/", "http://[2001:db8:0:0:0:0:0:1]:81/"},
                    {"https://\ud83d\ude00.example/", "https://xn--e28h.example/"}
                }) {
            all.add(
                    get("follow: to " + pair[0], "/l/{slug}")
                            .after(CREATE, to(pair[0]))
                            .byNobody()
                            .gives(302, "")
                            .header("Location", pair[1])
                            .header("Cache-Control", "no-store"));
        }
        all.add(
                get("follow: with what is added to links", "/l/{slug}?utm_source=x&slug=y&f=%F0")
                        .after(CREATE, ONE)
                        .gives(302, "")
                        .header("Location", URL));
        all.add(
                request("follow: HEAD", "HEAD", "/l/{slug}", "")
                        .after(CREATE, ONE)
                        .gives(302, "")
                        .header("Location", URL));
        all.add(
                request("follow: POST", "POST", "/l/{slug}", "")
                        .after(CREATE, ONE)
                        .refused(405, "method_not_allowed"));
        all.add(get("follow: unknown", "/l/no-such").refused(404, "not_found"));
        all.add(get("follow: no slug", "/l/a.b").refused(404, "not_found"));
        all.add(
                get("follow: deleted", "/l/{slug}")
                        .after(CREATE, ONE)
                        .after(DELETE, SLUG)
                        .refused(404, "not_found"));
        all.add(
                get("follow: where it leads now", "/l/{slug}")
                        .after(CREATE, ONE)
                        .after(UPDATE, "{\"slug\":\"{slug}\",\"url\":\"https://example.com/new\"}")
                        .gives(302, "")
                        .header("Location", "https://example.com/new"));
        all.add(
                get("its code", "/l/{slug}.svg")
                        .after(CREATE, ONE)
                        .gives(200, "")
                        .header("Content-Type", "image/svg+xml")
                        .header("Content-Security-Policy", "default-src 'none'"));
        all.add(get("its code: unknown", "/l/no-such.svg").refused(404, "not_found"));
        return all;
    }
}
