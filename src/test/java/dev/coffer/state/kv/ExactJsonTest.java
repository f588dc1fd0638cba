package dev.coffer.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a value is written as is what comes back, character for character. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactJsonTest {

    private final Service service = Service.off();
    private final Service.Client alice = service.payer("ALICE");

    @AfterAll
    void close() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123456789012345678901234567890",
                "1.50",
                "1E+2",
                "-0",
                "-0.0",
                "1e-400",
                "0.1000000000000000055511151231257827",
                "{\"z\":1,\"a\":2,\"m\":3}",
                "{\"a\":1,\"a\":2}",
                "{ \"a\" : [ 1 ,\t2 ] , \"b\":{ } }",
                "[\n  1,\r\n  2\n]",
                "\"\\u00e9\\n\\/\\\"\"",
                "\"\u00e9/\ud83d\ude00\"",
                "\"\\ud83d\\ude00\"",
                "\"\\ud800\"",
                "\"\\u0000\"",
                "\"\"",
                "true",
                "false",
                "{}",
                "[null,[],{}]",
                "{\"__proto__\":1,\"\":2}",
                "\"{\\\"json\\\":\\\"in text\\\"}\""
            })
    void valueIsKept(String json) {
        String text = json;
        alice.post("/api/kv/set", "{\"key\":\"k\",\"value\":" + text + " }").expect(200);
        String expected = "\"value\":" + text + ",\"visibility\"";
        assertThat(alice.get("/api/kv/get?key=k").expect(200).text()).contains(expected);
        assertThat(alice.get("/api/kv/list?values=true").expect(200).text())
                .contains("\"value\":" + text + "}");

        alice.post(
                        "/api/kv/set",
                        "{\"value\":" + text + ",\"metadata\":" + text + ",\"key\":\"m\"}")
                .expect(200);
        assertThat(alice.get("/api/kv/get?key=m").expect(200).text())
                .contains(expected)
                .contains("\"metadata\":" + text + ",\"tokenType\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 1.50}", "[1,2]", "12345678901234567890", "true"})
    void publicJsonIsServedAsItIs(String json) {
        alice.post(
                        "/api/kv/set",
                        "{\"key\":\"p\",\"visibility\":\"public\",\"value\":" + json + "}")
                .expect(200);
        assertThat(service.anyone().get("/public/ALICE/p").expect(200).text()).isEqualTo(json);
    }
}
