package dev.signalbox.contract.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTest {
    private static List<String> stops(Target target) throws Exception {
        var rule =
                new Rule(
                        new RuleKey("1", "default", "r"),
                        "",
                        true,
                        Pattern.parse(Json.MAPPER.readTree("{\"type\":[\"x\"]}")),
                        List.of(target),
                        1,
                        Instant.EPOCH,
                        Instant.EPOCH);
        return Route.of(rule).stops().stream().map(Route.Stop::contact).toList();
    }

    @Test
    void aPersonWhoseContactIsSpelledInSeveralWaysIsToldOnce() throws Exception {
        List<String> numbers =
                List.of(
                        "+8613800000000",
                        "13800000000",
                        "+85291234567",
                        "01012345678",
                        "1012345678");
        List<String> addresses =
                List.of("ops@bücher.example", "ops@XN--BCHER-KVA.example", "Ops@bücher.example");

        assertThat(stops(new Target.Sms("t", DeliveryOptions.DEFAULT, numbers, "SMS_1", null)))
                .containsExactly("+8613800000000", "+85291234567", "01012345678");
        assertThat(stops(new Target.Voice("t", DeliveryOptions.DEFAULT, numbers, "TTS_1")))
                .containsExactly("+8613800000000", "+85291234567", "01012345678");
        assertThat(stops(new Target.Email("t", DeliveryOptions.DEFAULT, addresses, null, false)))
                .containsExactly("ops@bücher.example", "Ops@bücher.example");
    }

    @Test
    void aContactThatAnOlderVersionStoredIsKept() throws Exception {
        assertThat(
                        stops(
                                new Target.Email(
                                        "t",
                                        DeliveryOptions.DEFAULT,
                                        List.of("a..b@example.com", "a..b@example.com"),
                                        null,
                                        false)))
                .containsExactly("a..b@example.com");
    }
}
