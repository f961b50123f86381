package dev.signalbox.ingest;

import static dev.signalbox.ingest.Given.event;
import static dev.signalbox.ingest.Given.policy;
import static dev.signalbox.ingest.Given.problem;
import static dev.signalbox.ingest.Given.utf8;
import static dev.signalbox.ingest.Given.valid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Members of an envelope that no event knows.
class ForeignMembersTest {
    /// What each door makes of an event with these members beside its own.
    private static List<JsonNode> atEachDoor(String members) {
        String accept =
                "{\"MessageId\":\"m\",\"Data\":{\"eventCode\":\"commit-file\"},%s}"
                        .formatted(members);
        String extension =
                "{%s,\"messageId\":\"m\",\"eventType\":\"commit-file\"}".formatted(members);
        return List.of(
                        DataworksEnvelope.ACCEPT_DATAWORKS_EVENT.read(
                                utf8(accept), policy(), Given.NOBODY),
                        DataworksEnvelope.EXTENSION_MESSAGE.read(
                                utf8(extension), policy(), Given.NOBODY),
                        entry(event(members)))
                .stream()
                .map(read -> valid(read.getFirst()))
                .peek(Given::readBySdk)
                .map(Given::tree)
                .toList();
    }

    private static List<Parsed> entry(String json) {
        return CloudEventsJson.entries(utf8("[" + json + "]"), 16, policy(), Given.NOBODY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"RegionId\":\"cn-hangzhou\" | regionid | \"cn-hangzhou\"",
                "\"X_Y\":{\"z\":1.10} | xy | \"{\\\"z\\\":1.10}\"",
                "\"x\":[\"\\ud800\"] | x | \"[\\\"\\\\ud800\\\"]\"",
                "\"blockBusiness\":true | blockbusiness | true",
                "\"retries\":3 | retries | 3",
                "\"retries\":12345678901 | retries | \"12345678901\"",
                "\"ratio\":1e999999 | ratio | \"1e999999\"",
                "\"Ab\":1,\"aB\":2 | ab | 1",
                "\"ab\":\"proper\",\"aB\":2 | ab | \"proper\"",
                "\"Subject\":\"s\" | subject | \"s\"",
                "\"Time\":\"2016-12-01T00:00:00Z\" | time | \"2016-12-01T00:00:00Z\""
            })
    void areKeptWhereTheyCanBe(String members, String name, String kept) {
        assertThat(atEachDoor(members))
                .allSatisfy(event -> assertThat(event.get(name)).hasToString(kept));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Time\":1700000000",
                "\"Time\":\"yesterday\"",
                "\"Subject\":{}",
                "\"DataSchema\":\"a b\"",
                "\"_\":1",
                "\"中\":1",
                "\"\":1",
                "\"Foreign\":null",
                "\"Foreign\":{\"a\":\"\u0085\"}",
                "\"Uncatalogued\":7",
                "\"SpecVersion\":\"0.3\",\"Source\":\"other\",\"Type\":[],\"Id\":{}",
                "\"DataContentType\":\"text/plain\"",
                "\"AliyunAccountId\":7",
                "\"aliyun_account_id\":\"no account!\"",
                "\"AliyunEventBusName\":\"nobus\""
            })
    void areElseLeftOut(String members) {
        String without = "\"subject\":\"s\"";

        List<JsonNode> left = atEachDoor(without + "," + members);

        assertThat(left).isEqualTo(atEachDoor(without));
    }

    @Test
    void oneOfSeveralLinesIsKeptOnOne() {
        assertThat(atEachDoor("\"x\":[1,\n\t2]"))
                .allSatisfy(event -> assertThat(event.get("x").textValue()).isEqualTo("[1,  2]"));
    }

    @Test
    void oneThatIsTooLongIsLeftOut() {
        String members = "\"Foreign\":{\"a\":\"%s\"}".formatted("x".repeat(2_000));

        assertThat(atEachDoor(members))
                .allSatisfy(event -> assertThat(event.has("foreign")).isFalse());
    }

    @Test
    void aMisspeltDataIsNoForeignMember() {
        assertThat(problem(entry(event("\"Data\":{}")).getFirst()))
                .isEqualTo("Data: is written data or data_base64");
        assertThat(problem(entry(event("\"dataBase64\":\"AQID\"")).getFirst()))
                .isEqualTo("dataBase64: is written data or data_base64");
    }

    @Test
    void knownAttributesKeepTheirKinds() {
        assertThat(problem(entry(event("\"time\":1700000000")).getFirst()))
                .isEqualTo("time: must be text");
    }
}
