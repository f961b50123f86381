package dev.signalbox.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonFormatterTest {
    private static final String NAME = "dev.signalbox.test.Json";

    private final Logger java = Logger.getLogger(NAME);
    private final List<String> lines = new ArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    lines.add(new JsonFormatter().format(line));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        java.addHandler(handler);
        java.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        java.removeHandler(handler);
        java.setUseParentHandlers(true);
    }

    @Test
    void aLineIsOneObjectWithItsKeyValues() throws Exception {
        new KeyValueLogger(NAME)
                .atWarn()
                .addKeyValue("reason", "two words,\na \"quote\"")
                .addKeyValue("attempt", 3)
                .addKeyValue("message", "not the message")
                .log("could not {} it", "write");

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).endsWith("}\n").containsOnlyOnce("\n");
        JsonNode line = Json.MAPPER.readTree(lines.getFirst());
        assertThat(line.path("time").textValue()).endsWith("Z");
        assertThat(line.path("level").textValue()).isEqualTo("warn");
        assertThat(line.path("logger").textValue()).isEqualTo(NAME);
        assertThat(line.path("message").textValue()).isEqualTo("could not write it");
        assertThat(line.path("reason").textValue()).isEqualTo("two words,\na \"quote\"");
        assertThat(line.path("attempt").intValue()).isEqualTo(3);
        assertThat(line.path("message_").textValue()).isEqualTo("not the message");
    }

    @Test
    void aTraceIsAFieldAndBracesStay() throws Exception {
        new KeyValueLogger(NAME).error("{0} of {\"a\": 1}", new IllegalStateException("because"));

        JsonNode line = Json.MAPPER.readTree(lines.getFirst());
        assertThat(line.path("level").textValue()).isEqualTo("error");
        assertThat(line.path("message").textValue()).isEqualTo("{0} of {\"a\": 1}");
        assertThat(line.path("trace").textValue()).contains("because", "\tat ");
    }
}
