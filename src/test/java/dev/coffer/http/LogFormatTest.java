package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Json;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.logging.Level;
import java.util.logging.LogRecord;

/** An event is one line of JSON, whatever is in it. */
class LogFormatTest {

    @Test
    void anEventIsOneLine() {
        LogRecord event = new LogRecord(Level.WARNING, "it {0}\nfailed");
        event.setParameters(new Object[] {"all"});
        event.setLoggerName("dev.coffer.a");
        event.setThrown(new IllegalStateException("why\nnot"));

        String text = new LogFormat().format(event);

        assertThat(text).endsWith("}\n").hasLineCount(1);
        JsonNode line = Json.MAPPER.readTree(text);
        assertThat(line.propertyNames())
                .containsExactly("time", "level", "logger", "message", "thrown");
        assertThat(line.get("level").asString()).isEqualTo("WARN");
        assertThat(line.get("logger").asString()).isEqualTo("dev.coffer.a");
        assertThat(line.get("message").asString()).isEqualTo("it all\nfailed");
        assertThat(line.get("thrown").asString()).contains("IllegalStateException", "anEvent");
    }
}
