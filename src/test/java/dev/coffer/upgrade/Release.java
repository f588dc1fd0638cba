package dev.coffer.upgrade;

import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.Settings;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Http;
import dev.coffer.harness.Payer;
import dev.coffer.harness.StandIns;
import dev.coffer.harness.TestClock;
import dev.coffer.harness.WordsModel;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.payment.Prices;
import dev.coffer.payment.devnet.Devnet;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is written into a store of each room before a release, and what is asked of it; all at one
 * time. How the files in {@code src/test/resources/release} are made, with the classes of the
 * release and without these tests' resources: docs/upgrade.md.
 */
final class Release {

    private static final List<String> WRITES =
            List.of(
                    "/api/kv/set {'key':'greeting','value':'hello'}",
                    "/api/kv/set {'key':'shared/list','value':[1,2.50],'visibility':'public'}",
                    "/api/paste/create {'content':'one\\ntwo','language':'text'}",
                    "/api/counter/increment {'name':'visits','step':7,'max':1000}",
                    "/api/counter/take {'name':'calls','capacity':10,'refillPerSecond':1}",
                    "/api/sync/lock {'name':'door','ttl':300}",
                    "/api/queue/push {'queue':'mail','payload':{'to':'ann'},'priority':3}",
                    "/api/queue/push {'queue':'mail','payload':{'to':'bob'},'delay':3600}",
                    "/api/links/create {'url':'https://example.com/docs','slug':'release-docs'}",
                    "/api/sql/execute {'query':'create table note (id integer primary key, text)'}",
                    "/api/sql/execute {'query':'insert into note (text) values (?)','params':['kept']}",
                    "/api/memory/store {'key':'wish','content':'Ann would like a green bicycle.'}",
                    "/api/registry/register {'url':'http://paid.example/weather','name':'Weather',"
                            + "'description':'Of tomorrow','category':'data','tags':['a']}");

    private static final List<String> READS =
            List.of(
                    "/api/account {}", // First: reads are charged behind their answers.
                    "/api/kv/get {'key':'greeting'}",
                    "/api/kv/list {}",
                    "/api/paste/list {}",
                    "/api/counter/get {'name':'visits'}",
                    "/api/counter/list {}",
                    "/api/sync/check {'name':'door'}",
                    "/api/queue/status {'queue':'mail'}",
                    "/api/queue/list {'queue':'mail','status':'pending'}",
                    "/api/links/list {}",
                    "/api/links/stats {'slug':'release-docs'}",
                    "/api/sql/query {'query':'select * from note'}",
                    "/api/memory/recall {'key':'wish'}",
                    "/api/registry/details {'url':'http://paid.example/weather'}",
                    "/api/account/tokens {}",
                    // The answer that is kept of it, and no second counting.
                    "/api/counter/increment {'name':'once'}",
                    // Work goes on where it was.
                    "/api/queue/pop {'queue':'mail'}");

    private static final String ONCE = "/api/counter/increment {'name':'once'}";

    private Release() {}

    private static Answered call(Caller at, String line, String token) {
        int space = line.indexOf(' ');
        String body = line.substring(space + 1).replace('\'', '"');
        String key = line.equals(ONCE) ? "the-same-key-of-a-release" : "";
        String[] bearer = {"Authorization", "Bearer " + token};
        String path = line.substring(0, space);
        boolean get = path.startsWith("/api/account");
        Caller as = at.with(List.of(bearer));
        return get
                ? as.get(path)
                : key.isEmpty() ? as.post(path, body) : as.post(path, body, "Idempotency-Key", key);
    }

    /** What it answers now, by what was asked. */
    static Map<String, JsonNode> answers(Caller at, String token) {
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        for (String line : READS) {
            answers.put(line, call(at, line, token).expect(200).json());
        }
        return answers;
    }

    /**
     * @param args {@code write} or {@code read}; the store as the command line names it, and for
     *     PostgreSQL one that has the clock of these tests; a file for the token or the answers
     */
    public static void main(String[] args) throws Exception {
        boolean postgres = args[1].startsWith("jdbc:");
        Path token = Path.of(args[2] + ".token");
        Config config =
                new Config(
                                Path.of(postgres ? "not-used" : args[1]),
                                postgres ? Optional.of(args[1]) : Optional.empty(),
                                Config.Money.DEVNET,
                                Devnet.TREASURY,
                                Prices.defaults(),
                                Options.listen("127.0.0.1", 0),
                                AccessLog.off(),
                                TestClock.still(),
                                new SecureRandom())
                        .with(
                                Settings.usual()
                                        .with(WordsModel.models())
                                        .with(StandIns.shared().reach()));
        try (Coffer coffer = Coffer.start(config);
                Http http = new Http(coffer::url, Duration.ofSeconds(60))) {
            if (args[0].equals("write")) {
                Payer payer = Payer.named(http, "release").filled();
                for (String line : WRITES) {
                    call(http, line, payer.token()).expect(200);
                }
                call(http, ONCE, payer.token()).expect(200);
                Files.writeString(token, payer.token());
            } else {
                String text =
                        new String(
                                Json.write(answers(http, Files.readString(token))),
                                StandardCharsets.UTF_8);
                Files.writeString(Path.of(args[2] + ".json"), text);
            }
        }
        System.exit(0);
    }
}
