package dev.signalbox.standalone.tail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.json.Json;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TailLineTest {
    private static final TailLine LINE = new TailLine(ZoneId.of("Asia/Shanghai"), 91);

    @Test
    void anEventIsOneLine() throws Exception {
        assertThat(
                        line(
                                """
                                {"kind": "event", "id": "7f2c", "bus": "default",
                                 "source": "acs.pai.dlc", "type": "pai:DlcJobProgress:Failed",
                                 "accepted": "2026-12-01T04:07:38.123Z", "partition": 0,
                                 "offset": 7, "event": {"id": "7f2c",
                                   "data": {"DisplayName": "夜间训练", "text": "a\\nb"}}}
                                """))
                .isEqualTo(
                        "12:07:38.123  pai:DlcJobProgress:Failed  acs.pai.dlc  7f2c"
                                + "  {\"DisplayName\":\"夜间训练\",\"tex…");
    }

    @Test
    void withARuleTheLineSaysWhyItDoesNotMatch() throws Exception {
        String event =
                """
                {"kind": "event", "id": "1", "source": "s", "type": "t",
                 "accepted": "2026-12-01T04:07:38Z", "event": {}, %s}
                """;

        assertThat(line(event.formatted("\"matches\": false, \"why\": \"data.n is 1\"")))
                .isEqualTo("12:07:38.000  t  s  1  no match: data.n is 1");
        assertThat(line(event.formatted("\"matches\": true"))).endsWith("  1  match");
    }

    @Test
    void anOutcomeIsOneLine() throws Exception {
        assertThat(
                        line(
                                """
                                {"kind": "outcome", "rule": "failed-jobs", "target": "team",
                                 "event": "7f2c", "status": "retrying", "attempt": 2,
                                 "at": "2026-12-01T04:07:39.001Z", "tookMillis": 31,
                                 "httpStatus": 503, "reason": "busy\\u001b[2J"}
                                """))
                .isEqualTo(
                        "12:07:39.001  retrying  failed-jobs/team  7f2c  attempt 2, 31 ms, HTTP 503,"
                                + " busy\\u001b[2J");
    }

    @Test
    void whatWasSkippedIsSaidAndWhatPeopleNeedNotSeeIsNot() throws Exception {
        assertThat(line("{\"kind\": \"skipped\", \"skipped\": 1234}")).endsWith(" 1,234 skipped");
        assertThat(line("{\"kind\": \"live\", \"at\": \"2026-12-01T04:07:38Z\"}")).isNull();
        assertThat(line("{\"kind\": \"of a later version\"}")).isNull();
    }

    private static @Nullable String line(String json) throws JsonProcessingException {
        return LINE.of(Json.MAPPER.readTree(json));
    }
}
