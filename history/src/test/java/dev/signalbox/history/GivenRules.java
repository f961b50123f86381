package dev.signalbox.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import java.time.Instant;
import java.util.List;

/// Rules of the bus `1/default` for tests.
final class GivenRules {
    private GivenRules() {}

    static Rule rule(String name, String pattern, Target... targets) {
        return new Rule(
                new RuleKey("1", "default", name),
                "",
                true,
                pattern(pattern),
                List.of(targets),
                3,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    static Pattern pattern(String json) {
        try {
            return Pattern.parse(Json.MAPPER.readTree(json));
        } catch (JsonProcessingException | InvalidPattern e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Target robot(String id) {
        return new Target.Dingtalk(
                id, DeliveryOptions.DEFAULT, new SealedSecret("sealed:k:eA=="), null);
    }

    static Target sms(String id, String... numbers) {
        return new Target.Sms(id, DeliveryOptions.DEFAULT, List.of(numbers), "SMS_1", null);
    }
}
