package dev.signalbox.notifier.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.rule.Channel;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateWindowTest {
    @Test
    void noMoreThanItsLimitBeginInAnyPeriodHoweverTheyCome() {
        var random = new Random(7);
        var window = new RateWindow(new Rate.Limit(5, 1_000));
        var begun = new ArrayDeque<Long>();
        int refused = 0;
        for (long now = 0; now < 200_000; now += random.nextInt(60)) {
            if (window.opens(now, 0) <= now) {
                window.begin(now);
                begun.add(now);
            } else {
                refused++;
            }
            while (begun.element() <= now - 1_000) {
                begun.remove();
            }
            assertThat(begun).hasSizeLessThanOrEqualTo(5);
        }
        assertThat(refused).isPositive();
    }

    @Test
    void itTellsWhenEachOfThoseThatWaitMayBegin() {
        var window = new RateWindow(new Rate.Limit(2, 1_000));
        window.begin(10_000);

        assertThat(window.opens(10_300, 0)).isEqualTo(10_300);
        assertThat(window.opens(10_300, 1)).isEqualTo(11_000);
        assertThat(window.opens(10_300, 2)).isEqualTo(11_300);
        assertThat(window.opens(10_300, 3)).isEqualTo(12_000);
    }

    @Test
    void aClockThatIsSetBackClosesItForOnePeriodAtMost() {
        var window = new RateWindow(new Rate.Limit(1, 1_000));
        window.begin(5_000_000);

        assertThat(window.opens(10, 0)).isEqualTo(1_010);
    }

    @Test
    void anotherLimitGoesOnFromWhatBegan() {
        var former = new RateWindow(new Rate.Limit(3, 60_000));
        former.begin(1_000);
        former.begin(2_000);
        var window = new RateWindow(new Rate.Limit(2, 60_000));

        window.follow(former);

        assertThat(window.opens(3_000, 0)).isEqualTo(61_000);
        assertThat(window.opens(3_000, 1)).isEqualTo(62_000);
        assertThat(window.idle(61_999)).isFalse();
        assertThat(window.idle(62_000)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 60000",
        "120, 120, 60000",
        "121, 2, 992",
        "600, 10, 1000",
        "1000, 16, 960",
        "60000, 1000, 1000"
    })
    void aRuleRateIsCountedByTheMinuteOrByAboutASecond(int perMinute, int most, long millis) {
        assertThat(Rate.of(Channel.HTTP, perMinute).limits())
                .containsExactly(new Rate.Limit(most, millis));
    }

    @Test
    void robotsHaveTheirServicesLimitsAndARuleOnlyALowerOne() {
        assertThat(Rate.of(Channel.HTTP, 0).limits()).isEmpty();
        assertThat(Rate.of(Channel.DINGTALK, 0).limits())
                .containsExactly(new Rate.Limit(20, 61_000));
        assertThat(Rate.of(Channel.LARK, 0).limits())
                .containsExactly(new Rate.Limit(100, 61_000), new Rate.Limit(5, 1_100));
        assertThat(Rate.of(Channel.WECOM, 60_000).limits())
                .containsExactly(new Rate.Limit(20, 61_000), new Rate.Limit(1_000, 1_000));
    }
}
