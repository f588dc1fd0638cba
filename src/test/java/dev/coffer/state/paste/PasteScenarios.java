package dev.coffer.state.paste;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.WrongTypes;

import java.util.ArrayList;
import java.util.List;

/** What the paste endpoints take and give. */
public final class PasteScenarios {

    private static final String CREATE = "/api/paste/create";
    private static final String GET = "/api/paste/get";
    private static final String DELETE = "/api/paste/delete";
    private static final String LIST = "/api/paste/list";
    private static final String ONE =
            "{\"content\":\"h\u00e4llo <script>\",\"language\":\"python\"}";
    private static final String BURNS = "{\"content\":\"SECRET\",\"burn\":true}";

    private PasteScenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(create());
        all.addAll(read());
        all.addAll(delete());
        all.addAll(list());
        all.addAll(page());
        String base = "{\"content\":\"x\"}";
        all.addAll(WrongTypes.of(CREATE, base, "content", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(CREATE, base, "language", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(CREATE, base, "ttl", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(CREATE, base, "burn", WrongTypes.FLAG));
        all.addAll(WrongTypes.of(CREATE, base, "unguessable", WrongTypes.FLAG));
        all.addAll(WrongTypes.of(GET, "{}", "code", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(DELETE, "{}", "code", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(LIST, "{}", "limit", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LIST, "{}", "cursor", WrongTypes.TEXT));
        return all;
    }

    private static List<Scenario> create() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                post("create: all that it answers", CREATE, ONE)
                        .gives(
                                200,
                                """
                                {"code": "~^[a-hjkmnp-z2-9]{6}$",
                                 "url": "~^http://127.0.0.1:[0-9]+/p/[a-z2-9]{6}$",
                                 "expiresAt": "@instant", "bytes": 15, "language": "python",
                                 "tokenType": "STX", "content": "!"}\
                                """)
                        .costs(WRITE));
        all.add(
                post("create: without a language", CREATE, "{\"content\":\"x\"}")
                        .gives(200, "{\"language\":null}")
                        .costs(WRITE));
        all.add(
                post("create: unguessable", CREATE, "{\"content\":\"x\",\"unguessable\":true}")
                        .gives(200, "{\"code\":\"~^[a-hjkmnp-z2-9]{26}$\"}")
                        .costs(WRITE));
        all.add(post("create: no content", CREATE, "{}").invalid("content"));
        all.add(
                post("create: NUL in the content", CREATE, "{\"content\":\"a\\u0000\"}")
                        .invalid("content"));
        all.add(
                post("create: half a pair in the content", CREATE, "{\"content\":\"\\ud800\"}")
                        .invalid("content"));
        all.add(
                post("create: the shortest ttl", CREATE, "{\"content\":\"x\",\"ttl\":60}")
                        .gives(200, "{\"expiresAt\":\"@instant\"}")
                        .costs(WRITE));
        all.add(
                post("create: one second less", CREATE, "{\"content\":\"x\",\"ttl\":59}")
                        .invalid("ttl"));
        all.add(
                post("create: a misspelt field", CREATE, "{\"contents\":\"x\"}")
                        .gives(400, "{\"code\":\"unknown_field\",\"detail\":\"~`content`\"}"));
        all.add(
                post(
                                "create: 64 characters of language",
                                CREATE,
                                "{\"content\":\"x\",\"language\":\"" + "l".repeat(64) + "\"}")
                        .gives(200, "{}")
                        .costs(WRITE));
        all.add(
                post(
                                "create: one more",
                                CREATE,
                                "{\"content\":\"x\",\"language\":\"" + "l".repeat(65) + "\"}")
                        .invalid("language"));
        all.add(
                post(
                                "create: 512,000 bytes",
                                CREATE,
                                "{\"content\":\"" + "x".repeat(512_000) + "\"}")
                        .gives(200, "{\"bytes\":512000}")
                        .costs(WRITE));
        all.add(
                post(
                                "create: one byte more",
                                CREATE,
                                "{\"content\":\"" + "x".repeat(512_001) + "\"}")
                        .gives(413, "{\"code\":\"too_large\",\"limit\":512000}"));
        all.add(
                post(
                                "create: bytes count, not characters",
                                CREATE,
                                "{\"content\":\"" + "\u00e4".repeat(256_001) + "\"}")
                        .gives(413, "{\"code\":\"too_large\",\"limit\":512000}"));
        all.add(
                post(
                                "create: far too long",
                                CREATE,
                                "{\"content\":\"" + "x".repeat(3_000_000) + "\"}")
                        .refused(413, "too_large"));
        all.add(
                request("create: GET", "GET", CREATE, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
        return all;
    }

    private static List<Scenario> read() {
        List<Scenario> all = new ArrayList<>();
        String whole =
                """
                {"code": "{code}", "content": "h\u00e4llo <script>", "language": "python",
                 "createdAt": "@instant", "createdBy": "{me}", "expiresAt": "@instant", "bytes": 15,
                 "tokenType": "STX", "burn": "!"}\
                """;
        all.addAll(
                post("get: all that it answers", GET, "{\"code\":\"{code}\"}")
                        .after(CREATE, ONE)
                        .gives(200, whole)
                        .costs(READ)
                        .bothWays());
        all.add(
                get("get: by path", "/api/paste/{code}")
                        .after(CREATE, ONE)
                        .gives(200, whole)
                        .costs(READ));
        all.addAll(
                post("get: another's", GET, "{\"code\":\"{code}\"}")
                        .afterOther(CREATE, ONE)
                        .gives(200, "{\"createdBy\":\"{other}\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("get: burns", GET, "{\"code\":\"{code}\"}")
                        .afterOther(CREATE, BURNS)
                        .gives(200, "{\"content\":\"SECRET\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("get: burnt", GET, "{\"code\":\"{code}\"}")
                        .after(CREATE, BURNS)
                        .after(GET, "{\"code\":\"{code}\"}")
                        .gives(404, "{\"code\":\"not_found\",\"paste\":\"{code}\"}")
                        .never("SECRET")
                        .bothWays());
        all.add(
                request("get: HEAD does not burn", "HEAD", "/api/paste/{code}", "")
                        .after(CREATE, BURNS)
                        .costs(READ));
        all.addAll(
                post("get: not there", GET, "{\"code\":\"zzzzzz\"}")
                        .gives(404, "{\"code\":\"not_found\",\"paste\":\"zzzzzz\"}")
                        .bothWays());
        for (String code :
                List.of("abc", "ABCDEF", "abcde1", "abcdel", "abcdefg", "../../a", "abc de")) {
            all.addAll(
                    post("get: no code " + code, GET, "{\"code\":\"" + code + "\"}")
                            .invalid("code")
                            .bothWays());
        }
        all.addAll(post("get: no code at all", GET, "{}").invalid("code").bothWays());
        all.add(get("get: no code by path", "/api/paste/ABC").invalid("code"));
        all.add(get("get: path and query", "/api/paste/zzzzzz?code=zzzzzz").invalid("code"));
        all.add(
                request("by path: POST", "POST", "/api/paste/zzzzzz", "{}")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "GET"));
        return all;
    }

    private static List<Scenario> delete() {
        return List.of(
                post("delete: own", DELETE, "{\"code\":\"{code}\"}")
                        .after(CREATE, ONE)
                        .gives(
                                200,
                                "{\"success\":true,\"deleted\":\"{code}\",\"tokenType\":\"STX\"}")
                        .costs(WRITE),
                post("delete: another's", DELETE, "{\"code\":\"{code}\"}")
                        .afterOther(CREATE, BURNS)
                        .gives(403, "{\"code\":\"not_owner\",\"paste\":\"{code}\"}")
                        .never("SECRET"),
                post("delete: not there", DELETE, "{\"code\":\"zzzzzz\"}")
                        .gives(404, "{\"code\":\"not_found\",\"paste\":\"zzzzzz\"}"),
                post("delete: twice", DELETE, "{\"code\":\"{code}\"}")
                        .after(CREATE, ONE)
                        .after(DELETE, "{\"code\":\"{code}\"}")
                        .refused(404, "not_found"),
                post("delete: no code", DELETE, "{\"code\":\"abc\"}").invalid("code"),
                request("delete: GET", "GET", DELETE, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
    }

    private static List<Scenario> list() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("list: nothing", LIST, "{}")
                        .gives(
                                200,
                                "{\"pastes\":[],\"count\":0,\"complete\":true,\"cursor\":\"!\",\"tokenType\":\"STX\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("list: the newest first, own ones only", LIST, "{}")
                        .afterOther(CREATE, "{\"content\":\"SECRET\",\"language\":\"other\"}")
                        .after(CREATE, ONE)
                        .after(CREATE, "{\"content\":\"xy\",\"burn\":true}")
                        .gives(
                                200,
                                """
                                {"count": 2, "complete": true, "pastes": [
                                 {"code": "{code}", "url": "~/p/{code}$", "bytes": 2, "burn": true,
                                  "createdAt": "@instant", "expiresAt": "@instant", "content": "!"},
                                 {"language": "python", "burn": false, "bytes": 15}]}\
                                """)
                        .never("SECRET")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("list: a page", LIST, "{\"limit\":1}")
                        .after(CREATE, ONE)
                        .after(CREATE, ONE)
                        .gives(
                                200,
                                "{\"count\":1,\"complete\":false,\"cursor\":\"*\",\"pastes\":[{\"code\":\"{code}\"}]}")
                        .costs(READ)
                        .bothWays());
        all.addAll(post("list: limit 0", LIST, "{\"limit\":0}").invalid("limit").bothWays());
        all.addAll(post("list: limit 1001", LIST, "{\"limit\":1001}").invalid("limit").bothWays());
        all.addAll(
                post("list: a cursor of somewhere else", LIST, "{\"cursor\":\"eHl6\"}")
                        .invalid("cursor")
                        .bothWays());
        all.addAll(
                post("list: no owner", LIST, "{\"owner\":\"{other}\"}")
                        .refused(400, "unknown_field")
                        .bothWays());
        return all;
    }

    private static List<Scenario> page() {
        return List.of(
                get("page: text for programs", "/p/{code}")
                        .after(CREATE, ONE)
                        .byNobody()
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .header("X-Content-Type-Options", "nosniff")
                        .header("Content-Security-Policy", "sandbox"),
                get("page: HTML for browsers", "/p/{code}")
                        .after(CREATE, ONE)
                        .byNobody()
                        .with("Accept", "text/html,*/*;q=0.8")
                        .header("Content-Type", "text/html; charset=utf-8")
                        .header("Content-Security-Policy", "default-src 'none'")
                        .header("X-Content-Type-Options", "nosniff")
                        .never("<script>"),
                request("page: HEAD", "HEAD", "/p/{code}", "").after(CREATE, ONE).byNobody(),
                get("page: asks before it burns", "/p/{code}")
                        .after(CREATE, BURNS)
                        .byNobody()
                        .never("SECRET"),
                get("page: asks before it burns, in a browser", "/p/{code}")
                        .after(CREATE, BURNS)
                        .byNobody()
                        .with("Accept", "text/html")
                        .header("Content-Type", "text/html")
                        .never("SECRET"),
                request("page: burns when told", "POST", "/p/{code}", "")
                        .after(CREATE, BURNS)
                        .byNobody()
                        .header("Content-Type", "text/plain"),
                get("page: nothing there", "/p/zzzzzz").byNobody().refused(404, "not_found"),
                get("page: no code", "/p/ABC").byNobody().invalid("code"),
                request("page: nothing to burn", "POST", "/p/zzzzzz", "")
                        .byNobody()
                        .refused(404, "not_found"),
                request("page: DELETE", "DELETE", "/p/zzzzzz", "")
                        .byNobody()
                        .refused(405, "method_not_allowed")
                        .header("Allow", "GET"));
    }
}
