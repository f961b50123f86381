package dev.signalbox.contract.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgeBucketsTest {
    @Test
    void everyAgeIsInTheBucketWhoseBoundsHoldIt() {
        for (long age = -3; age < 200_000_000; age = age < 2_000 ? age + 1 : age * 21 / 20) {
            int bucket = AgeBuckets.of(age);
            if (bucket > 0) {
                assertThat(age).isGreaterThan(AgeBuckets.upperMillis(bucket - 1));
            }
            if (bucket < AgeBuckets.COUNT - 1) {
                assertThat(age).isLessThanOrEqualTo(AgeBuckets.upperMillis(bucket));
            }
        }
    }

    @Test
    void aPercentileIsTheAgeThatSoManyDidNotExceed() {
        var counts = new long[AgeBuckets.COUNT];
        counts[AgeBuckets.of(4)] = 50;
        counts[AgeBuckets.of(8)] = 49;
        counts[AgeBuckets.of(900)] = 1;

        assertThat(AgeBuckets.percentileMillis(counts, 0.5)).isEqualTo(4);
        assertThat(AgeBuckets.percentileMillis(counts, 0.99)).isEqualTo(8);
        assertThat(AgeBuckets.percentileMillis(counts, 1)).isEqualTo(1_000);
    }

    @Test
    void theOnlyAgeThereIsIsEveryPercentile() {
        var counts = new long[AgeBuckets.COUNT];
        counts[AgeBuckets.of(7)] = 1;

        assertThat(AgeBuckets.percentileMillis(counts, 0.5)).isEqualTo(8);
        assertThat(AgeBuckets.percentileMillis(counts, 0.99)).isEqualTo(8);
    }

    @Test
    void ofNothingThereIsNoPercentile() {
        assertThat(AgeBuckets.percentileMillis(new long[AgeBuckets.COUNT], 0.99)).isEqualTo(-1);
    }
}
