package dev.signalbox.console.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.console.LogConsumer;
import dev.signalbox.console.MemoryLog;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsApiTest {
    private static final String BUS = "1000000000000001/default/";
    private static final Instant BEGIN = ConsoleRig.NOW.minusSeconds(3_600);

    @TempDir private Path data;
    private ConsoleRig rig;
    private LogConsumer.Topics topics;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(new MemoryLog(), data);
        topics = rig.topics();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private void event(int number) {
        topics.event(
                BUS + "e" + number,
                number % 2 == 0 ? "my.shop" : "crm",
                "order:created",
                BEGIN.plusSeconds(number).toEpochMilli(),
                "{\"id\":\"e%d\",\"data\":{\"n\":%d}}".formatted(number, number));
    }

    private void events(int count) {
        for (int i = 0; i < count; i++) {
            event(i);
        }
    }

    private JsonNode page(String query) {
        Answer answer = rig.get("/api/events" + query);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.body();
    }

    private static List<String> ids(JsonNode page) {
        var ids = new ArrayList<String>();
        page.path("events").forEach(event -> ids.add(event.path("id").asText()));
        return ids;
    }

    private static List<String> newest(int count) {
        var ids = new ArrayList<String>();
        for (int i = count - 1; i >= 0; i--) {
            ids.add("e" + i);
        }
        return ids;
    }

    /// All pages of a question.
    private List<String> all(String query, int limit) {
        var seen = new ArrayList<String>();
        String next = "";
        do {
            JsonNode page = page("?limit=" + limit + "&next=" + next + query);
            assertThat(page.path("events").size()).isLessThanOrEqualTo(limit);
            seen.addAll(ids(page));
            next = page.path("next").asText();
        } while (!next.isEmpty());
        return seen;
    }

    @Test
    void theNewestComeFirstPageByPageEachOnce() {
        events(300);
        topics.event("7/default/x", "my.shop", "t", BEGIN.toEpochMilli(), "{}");
        topics.atOnce(7);

        assertThat(all("", 9)).isEqualTo(newest(300));
        assertThat(all("", 1_000)).isEqualTo(newest(300));
        JsonNode first = page("?limit=1").at("/events/0");
        assertThat(first.path("bus").asText()).isEqualTo("default");
        assertThat(first.path("source").asText()).isEqualTo("crm");
        assertThat(first.path("type").asText()).isEqualTo("order:created");
        assertThat(first.path("accepted").asText()).isEqualTo(BEGIN.plusSeconds(299).toString());
        assertThat(first.has("event")).isFalse();
    }

    @Test
    void eventsAreChosenByPeriodSourceTypeBusAndPattern() {
        events(30);
        String pattern =
                URLEncoder.encode("{\"data\": {\"n\": [{\"numeric\": [\">\", 26]}]}}", UTF_8);

        assertThat(ids(page("?source=crm&limit=2"))).containsExactly("e29", "e27");
        assertThat(ids(page("?type=other"))).isEmpty();
        assertThat(ids(page("?bus=other"))).isEmpty();
        assertThat(ids(page("?pattern=" + pattern))).containsExactly("e29", "e28", "e27");
        assertThat(ids(page("?source=crm&pattern=" + pattern))).containsExactly("e29", "e27");
        assertThat(ids(page("?from=" + BEGIN.plusSeconds(5) + "&to=" + BEGIN.plusSeconds(7))))
                .containsExactly("e7", "e6", "e5");
        String bySource = URLEncoder.encode("{\"source\": [{\"prefix\": \"my.\"}]}", UTF_8);
        assertThat(ids(page("?limit=1&pattern=" + bySource))).containsExactly("e28");
    }

    @Test
    void contentsComeWhenTheyAreAskedForAndEndThePageWhenTheyAreLarge() {
        for (int i = 0; i < 10; i++) {
            topics.event(
                    BUS + "e" + i,
                    "s",
                    "t",
                    BEGIN.plusSeconds(i).toEpochMilli(),
                    "{\"n\":%d,\"data\":\"%s\"}".formatted(i, "x".repeat(1 << 20)));
        }

        JsonNode page = page("?body=true");

        assertThat(ids(page)).containsExactly("e9", "e8", "e7");
        assertThat(page.at("/events/0/event/n").asInt()).isEqualTo(9);
        assertThat(page.path("next").asText()).isNotEmpty();
        assertThat(all("&body=true", 100)).isEqualTo(newest(10));
    }

    @Test
    void aSearchWhoseTimeIsOverSaysHowFarItCameAndGoesOnThere() {
        for (int i = 0; i < 5_000; i++) {
            topics.event("7/default/x" + i, "s", "t", BEGIN.plusSeconds(9).toEpochMilli(), "{}");
        }
        event(3);
        topics.atOnce(200);
        var polls = new int[1];
        topics.atPoll(() -> rig.now(ConsoleRig.NOW.plusMillis(600L * ++polls[0])));

        JsonNode page = page("?to=" + BEGIN.plusSeconds(60));

        assertThat(page.has("searchedBackTo")).isTrue();
        assertThat(page.path("next").asText()).isNotEmpty();
        assertThat(all("&to=" + BEGIN.plusSeconds(60), 100)).containsExactly("e3");
    }

    @Test
    void anAccountSeesItsOwnEventsOnly() {
        events(3);

        assertThat(ids(page("?account=2"))).isEmpty();
    }

    @Test
    void whatIsWrongWithAQuestionIsSaid() {
        events(3);
        String next = page("?limit=1").path("next").asText();

        assertThat(rig.get("/api/events?limit=0").message())
                .isEqualTo("limit: must be a whole number from 1 to 1000");
        assertThat(rig.get("/api/events?limit=101&body=true").message())
                .isEqualTo("limit: must be a whole number from 1 to 100");
        assertThat(rig.get("/api/events?body=yes").message())
                .isEqualTo("body: must be true or false");
        assertThat(
                        rig.get("/api/events?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z")
                                .message())
                .startsWith("from: is after to");
        assertThat(rig.get("/api/events?pattern=%7B").message()).startsWith("pattern: ");
        assertThat(rig.get("/api/events?pattern=%7B%22data%22:5%7D").message())
                .startsWith("pattern.data");
        assertThat(rig.get("/api/events?source=crm&next=" + next).code())
                .isEqualTo("NextTokenInvalid");
    }
}
