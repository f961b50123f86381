package dev.signalbox.router.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnedPartitionsTest {
    private final OwnedPartitions owned = new OwnedPartitions();

    @Test
    void aPartitionIsHadFromWhenItIsTakenUntilItIsGivenUp() {
        assertThat(owned.has(3)).isFalse();
        owned.take(3);
        assertThat(owned.has(3)).isTrue();
        owned.giveUp(3);
        assertThat(owned.has(3)).isFalse();
    }

    @Test
    void aPartitionThatMovesToAnotherThreadIsKept() {
        owned.take(3);
        owned.take(3);
        owned.giveUp(3);

        assertThat(owned.has(3)).isTrue();
    }

    @Test
    void eachChangeIsToldAfterItHappened() {
        var had = new AtomicInteger();
        owned.listen(() -> had.addAndGet(owned.has(1) ? 1 : 100));
        owned.take(1);
        owned.giveUp(1);

        assertThat(had).hasValue(101);
    }
}
