package dev.signalbox.notifier.connectivity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.testkit.TestRules;
import dev.signalbox.web.ApiException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TestDeliveriesTest {
    private static final TargetKey TARGET =
            new RuleKey(TestRules.ACCOUNT, "default", "r").target("sms");
    private static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");

    private final TestDeliveries tests = new TestDeliveries();

    private void test(String contact, Instant when) {
        var _ = tests.make(TARGET, contact, when);
    }

    @Test
    void ofManyContactsTheOneWhoseTestIsTheEarliestIsForgotten() {
        test("again", NOW);
        for (int i = 0; i < 999; i++) {
            test("contact " + i, NOW.plusSeconds(1));
        }
        test("again", NOW.plusSeconds(60));

        test("one more", NOW.plusSeconds(60));

        assertThatThrownBy(() -> test("again", NOW.plusSeconds(61)))
                .isInstanceOf(ApiException.class);
    }
}
