package dev.signalbox.contract.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptJsonTest {
    @Test
    void aNumberThatCannotBeReadStaysAsItWasWritten() throws IOException {
        String text =
                """
                {"n":1e99999999910,"all":[1.10,-2,"x",true,null,{}],"small":[-3E-99999999999]}\
                """;

        JsonNode json = KeptJson.read(text.getBytes(UTF_8));

        assertThat(json).hasToString(text);
        assertThat(json.path("n").asText()).isEqualTo("1e99999999910");
        assertThat(json.path("n").isNumber()).isFalse();
        assertThat(Json.MAPPER.writeValueAsString(json)).isEqualTo(text);
    }

    @Test
    void whatIsNoJsonIsRefusedAlsoBehindSuchANumber() {
        for (String broken :
                List.of("[1e99999999910", "[1e99999999910] x", "{\"n\":1e99999999910,\"n\":1}")) {
            assertThatThrownBy(() -> KeptJson.read(broken.getBytes(UTF_8)))
                    .as(broken)
                    .isInstanceOf(IOException.class);
        }
    }
}
