package dev.signalbox.notifier.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.rule.Channel;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.lane.LaneState.Standing;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Reply TAKEN = new Reply.Taken(200);
    private static final Reply FAILED = new Reply.Failed(500, "answered 500", Duration.ZERO);
    private static final double GAP = 1;

    private final Gate gate = new Gate(new Random(1));

    private static Reply throttled(long seconds) {
        return new Reply.Throttled(429, "answered 429", Duration.ofSeconds(seconds));
    }

    /// Fails so often and so long that the target counts as down.
    ///
    /// @return when it closed
    private long down(long from) {
        long now = from;
        for (int i = 0; gate.standing() != Standing.FAILING; i++) {
            assertThat(i).as("attempts until it closes").isLessThan(21);
            now += 600;
            gate.begin(now);
            gate.heard(FAILED, now, now, GAP);
        }
        return now;
    }

    private void fail(long now) {
        gate.begin(now);
        gate.heard(FAILED, now, now, GAP);
    }

    private void take(long now) {
        gate.begin(now);
        gate.heard(TAKEN, now, now, GAP);
    }

    @Test
    void twentyFailuresInARowOverTenSecondsCloseIt() {
        assertThat(down(0)).isEqualTo(12_000);
        assertThat(gate.opensAt()).isBetween(16_000L, 18_000L);
        assertThat(gate.mayBegin(15_000, 0)).isFalse();
        assertThat(gate.words(Deferral.Why.FAILING))
                .isEqualTo(
                        "the target has not answered since 1970-01-01T00:00:00.600Z;"
                                + " last: answered 500");
    }

    @Test
    void manyFailuresWithinTenSecondsDoNotCloseItNorFewOverLong() {
        for (int i = 0; i < 1_000; i++) {
            fail(i * 9L);
        }
        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
        take(9_500);
        for (int i = 0; i < 19; i++) {
            fail(100_000L * i);
        }
        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
    }

    @Test
    void whatTheTargetRefusesIsAnAnswer() {
        for (int i = 0; i < 100; i++) {
            fail(i * 1_000L);
            if (i % 19 == 0) {
                gate.heard(new Reply.Refused(404, "no"), i * 1_000L, i * 1_000L, GAP);
            }
        }
        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
    }

    @Test
    void whatNeverReachedTheTargetIsNoAnswer() {
        long now = down(0);
        gate.heard(new Reply.Refused(0, "cannot be transformed"), now + 1, now + 2, GAP);

        assertThat(gate.standing()).isEqualTo(Standing.FAILING);
    }

    @Test
    void itOpensForOneProbeAtATimeAndAFailureClosesItForTwiceAsLongAMinuteAtMost() {
        long now = down(0);
        for (long rest : new long[] {5, 10, 20, 40, 60, 60}) {
            assertThat(gate.opensAt() - now).isBetween(rest * 800, rest * 1_200);
            now = gate.opensAt();
            assertThat(gate.mayBegin(now - 1, 0)).isFalse();
            assertThat(gate.mayBegin(now, 0)).isTrue();
            assertThat(gate.mayBegin(now, 1)).isFalse();
            fail(now);
        }
    }

    @Test
    void aProbeThatIsTakenOpensItAndTheNextTroubleBeginsAnew() {
        long now = down(0);
        take(gate.opensAt());

        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
        assertThat(gate.mayBegin(gate.opensAt(), 5)).isTrue();
        assertThat(gate.atRest(gate.opensAt())).isTrue();

        now = down(now + 100_000);
        assertThat(gate.opensAt() - now).isBetween(4_000L, 6_000L);
    }

    @Test
    void whatBeganBeforeItClosedNeitherLengthensNorDoublesTheRest() {
        long closed = down(0);
        long opens = gate.opensAt();

        for (int i = 0; i < 50; i++) {
            gate.heard(FAILED, closed - 1, closed + i, GAP);
        }

        assertThat(gate.opensAt()).isEqualTo(opens);
    }

    @Test
    void whatWaitsForATargetThatIsDownComesAfterTheProbeSpreadOutAndLessAndLessOften() {
        long now = down(0);
        long last = 0;
        for (int i = 0; i < 1_000; i++) {
            assertThat(gate.refuses(now, 0, 0, Turn.FRESH)).isEqualTo(Deferral.Why.FAILING);
            long due = gate.place(now, 0, 0);
            assertThat(due).isGreaterThanOrEqualTo(Math.max(gate.opensAt(), last + 2));
            last = due;
        }
        assertThat(gate.place(now, 0, 8) - now).isBetween(204_800L, 307_200L);
        assertThat(gate.place(now, 0, 1_000) - now).isBetween(204_800L, 307_200L);
    }

    @Test
    void aPauseIsKeptWholeAndThenOneGoesAlone() {
        gate.begin(1_000);
        gate.heard(throttled(3_600), 1_000, 1_500, GAP);

        assertThat(gate.standing()).isEqualTo(Standing.THROTTLED);
        assertThat(gate.refuses(1_600, 0, 0, Turn.RETURNED)).isEqualTo(Deferral.Why.THROTTLED);
        assertThat(gate.place(1_600, 0, 0)).isEqualTo(3_601_500);
        assertThat(gate.place(1_600, 0, 0)).isEqualTo(3_601_520);
        assertThat(gate.mayBegin(3_601_499, 0)).isFalse();
        assertThat(gate.mayBegin(3_601_500, 0)).isTrue();
        assertThat(gate.mayBegin(3_601_500, 1)).isFalse();

        take(3_601_500);

        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
        assertThat(gate.mayBegin(3_601_520, 1)).isTrue();
    }

    @Test
    void anAnswerToWhatBeganBeforeThePauseDoesNotEndIt() {
        gate.begin(1_000);
        gate.heard(throttled(60), 1_000, 1_500, GAP);
        gate.heard(TAKEN, 1_100, 1_600, GAP);

        assertThat(gate.standing()).isEqualTo(Standing.THROTTLED);
        assertThat(gate.mayBegin(61_000, 0)).isFalse();
    }

    @Test
    void aServiceThatIsAwayForATimeIsLeftAloneAsWell() {
        gate.heard(new Reply.Failed(503, "answered 503", Duration.ofSeconds(90)), 0, 10, GAP);

        assertThat(gate.opensAt()).isEqualTo(90_010);
        assertThat(gate.mayBegin(90_009, 0)).isFalse();
    }

    /// What was under way when the pause began may still find the target down.
    @Test
    void theRestOfATargetThatIsDownDoesNotShortenAPauseThatItAskedFor() {
        gate.begin(0);
        gate.heard(throttled(3_600), 0, 10, GAP);
        long now = 10;
        for (int i = 0; gate.standing() != Standing.FAILING; i++) {
            assertThat(i).as("failures until it counts as down").isLessThan(21);
            now += 600;
            gate.heard(new Reply.Failed(0, "no connection", Duration.ZERO), 5, now, GAP);
        }

        assertThat(gate.opensAt()).isEqualTo(3_600_010);
        assertThat(gate.mayBegin(3_600_009, 0)).isFalse();
        assertThat(gate.place(now, 0, 0)).isEqualTo(3_600_010);
        assertThat(gate.mayBegin(3_600_010, 0)).isTrue();

        gate.heard(TAKEN, 5, now + 1, GAP);

        assertThat(gate.standing()).isEqualTo(Standing.THROTTLED);
        assertThat(gate.mayBegin(3_600_009, 0)).isFalse();

        take(3_600_010);

        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
    }

    @Test
    void aPauseShorterThanTheRestDoesNotShortenTheRest() {
        long now = down(0);
        long opens = gate.opensAt();
        gate.heard(throttled(1), now - 1, now, GAP);

        assertThat(gate.opensAt()).isEqualTo(opens);
    }

    @Test
    void aPauseForOneDeliveryIsNotForTheOthers() {
        gate.heard(new Reply.Failed(200, "the number", Duration.ofHours(1)), 0, 10, GAP);

        assertThat(gate.mayBegin(11, 5)).isTrue();
    }

    @Test
    void thePaceHalvesWithEachTooFastAndIsFoundAgainStepByStep() {
        long now = 0;
        for (long spacing : new long[] {20, 40, 80}) {
            gate.begin(now);
            gate.heard(throttled(0), now, now, GAP);
            assertThat(gate.opensAt() - now).isEqualTo(spacing);
            now = gate.opensAt();
        }
        int taken = 0;
        while (!gate.atRest(now)) {
            now = gate.opens(now, 0);
            take(now);
            taken++;
        }
        assertThat(taken).isBetween(80, 90);
        assertThat(gate.mayBegin(now, 10)).isTrue();
    }

    @Test
    void manyAnswersTooFastToWhatWasUnderWayTogetherSlowItOnce() {
        for (int i = 0; i < 64; i++) {
            gate.begin(100);
        }
        for (int i = 0; i < 64; i++) {
            gate.heard(throttled(0), 100, 200, GAP);
        }
        assertThat(gate.opens(200, 0)).isEqualTo(220);
    }

    @Test
    void aRateThatIsTooFastForItsTargetIsHalved() {
        gate.limit(Rate.of(Channel.HTTP, 60));
        gate.begin(1_000);
        gate.heard(throttled(0), 1_000, 1_100, GAP);

        assertThat(gate.opensAt()).isEqualTo(3_100);
    }

    @Test
    void whatIsOverTheRateHasThePlacesThatTheRateLeaves() {
        gate.limit(Rate.of(Channel.DINGTALK, 0));
        for (int i = 0; i < 20; i++) {
            assertThat(gate.mayBegin(1_000, i)).isTrue();
            gate.begin(1_000);
        }
        assertThat(gate.refuses(1_000, 0, 20, Turn.FRESH)).isEqualTo(Deferral.Why.RATE);
        assertThat(gate.place(1_000, 0, 0)).isEqualTo(62_000);
        assertThat(gate.place(1_000, 0, 0)).isEqualTo(65_050);
        assertThat(gate.place(1_000, 0, 3)).isEqualTo(68_100);
    }

    @Test
    void whatComesFreshGoesBehindThoseWhoHaveAPlaceAndTheyGoFirst() {
        gate.limit(Rate.of(Channel.HTTP, 60));
        for (int i = 0; i < 60; i++) {
            gate.begin(0);
        }
        for (int i = 0; i < 10; i++) {
            gate.place(1, 0, 0);
        }

        assertThat(gate.refuses(60_000, 0, 0, Turn.RETURNED)).isNull();
        assertThat(gate.refuses(60_000, 0, 0, Turn.FRESH)).isEqualTo(Deferral.Why.RATE);
        assertThat(gate.place(60_000, 0, 0)).isEqualTo(70_000);
    }

    @Test
    void aRateThatIsAllUsedAndAnEmptyLineAreForgottenInTime() {
        gate.limit(Rate.of(Channel.HTTP, 1));
        gate.begin(0);
        assertThat(gate.atRest(59_999)).isFalse();
        assertThat(gate.atRest(60_000)).isTrue();

        gate.place(60_000, 0, 0);
        gate.place(60_000, 0, 0);
        assertThat(gate.atRest(60_001)).isFalse();
        assertThat(gate.atRest(120_000)).isTrue();
    }

    @Test
    void aTargetThatIsDownAndOfWhichNothingIsHeardAnyMoreIsForgotten() {
        long now = down(0);

        assertThat(gate.atRest(now + Duration.ofMinutes(9).toMillis())).isFalse();
        assertThat(gate.atRest(now + Duration.ofMinutes(11).toMillis())).isTrue();
    }

    /// A target that says a second each time would else be called once a minute before long, and
    /// come back to its pace within half an hour.
    @Test
    void thePaceOfATargetThatSaysHowLongIsNeverSlowerThanThat() {
        long now = 1_000;
        for (int i = 0; i < 20; i++) {
            gate.begin(now);
            gate.heard(throttled(1), now, now, GAP);
            now = gate.opensAt();
        }

        gate.begin(now);
        gate.heard(new Reply.Taken(200), now, now, GAP);

        assertThat(gate.opens(now, 0) - now).isLessThanOrEqualTo(1_000);
        assertThat(gate.opens(now, 10) - now).isLessThanOrEqualTo(11_000);
    }

    @Test
    void aTargetThatIsSaidToBeUpIsSentToAtOnceAndItsTroubleBeginsAnew() {
        long now = down(0);
        assertThat(gate.mayBegin(now, 0)).isFalse();

        gate.reopen(now);

        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
        assertThat(gate.mayBegin(now, 7)).isTrue();
        assertThat(gate.refuses(now, 0, 7, Turn.FRESH)).isNull();
        fail(now);
        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
        long again = down(now);
        assertThat(again).isEqualTo(now + 19 * 600);
        assertThat(gate.opensAt()).isBetween(again + 4_000, again + 6_000);
    }

    @Test
    void aPauseThatWasAskedForIsKeptWhenTheTargetIsSaidToBeUp() {
        gate.heard(throttled(60), 0, 0, GAP);
        gate.reopen(1_000);
        assertThat(gate.standing()).isEqualTo(Standing.THROTTLED);
        assertThat(gate.opensAt()).isEqualTo(60_000);
    }

    @Test
    void ofTheRestAndTheShorterPauseOfAServiceThatIsAwayOnlyThePauseIsKept() {
        long now = down(0);
        long probe = gate.opensAt();
        gate.begin(probe);
        gate.heard(new Reply.Failed(503, "answered 503", Duration.ofSeconds(1)), probe, probe, GAP);
        assertThat(gate.standing()).isEqualTo(Standing.THROTTLED);
        assertThat(gate.opensAt()).isGreaterThan(probe + 7_000).isGreaterThan(now);

        gate.reopen(probe + 10);

        assertThat(gate.opensAt()).isEqualTo(probe + 1_000);
        assertThat(gate.mayBegin(probe + 999, 0)).isFalse();
        assertThat(gate.mayBegin(probe + 1_000, 0)).isTrue();
    }

    @Test
    void aRateIsKeptWhenTheTargetIsSaidToBeUp() {
        gate.limit(Rate.of(Channel.HTTP, 20));
        long now = down(0);
        assertThat(gate.standing()).isEqualTo(Standing.FAILING);

        gate.reopen(now);

        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
        assertThat(gate.mayBegin(now, 0)).isFalse();
        assertThat(gate.opens(now, 0)).isEqualTo(60_600);
    }

    @Test
    void allThatWasHeardIsForgottenWhenTheTargetIsAnotherOne() {
        gate.heard(throttled(3_600), 0, 0, GAP);
        gate.forget();
        assertThat(gate.standing()).isEqualTo(Standing.OPEN);
        assertThat(gate.mayBegin(1, 7)).isTrue();
        assertThat(gate.refuses(1, 0, 7, Turn.FRESH)).isNull();

        down(0);
        gate.heard(new Reply.Failed(503, "answered 503", Duration.ofHours(1)), 20_000, 20_000, GAP);
        gate.forget();
        assertThat(gate.mayBegin(20_001, 7)).isTrue();
        assertThat(gate.atRest(20_001)).isTrue();
    }
}
