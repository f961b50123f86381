package dev.signalbox.router.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnedPartitionsTest {
    private final OwnedPartitions owned = new OwnedPartitions();

    @Test
    void aPartitionIsHadFromWhenItIsTakenUntilItIsGivenUp() {
        assertThat(owned.has(3)).isFalse();
        LiveLag.Mark mark = owned.take(3);
        assertThat(owned.has(3)).isTrue();
        owned.giveUp(3, mark);
        assertThat(owned.has(3)).isFalse();
    }

    @Test
    void aPartitionThatMovesToAnotherThreadIsKept() {
        LiveLag.Mark first = owned.take(3);
        owned.take(3);
        owned.giveUp(3, first);

        assertThat(owned.has(3)).isTrue();
    }

    @Test
    void eachChangeIsToldAfterItHappened() {
        var had = new AtomicInteger();
        owned.listen(() -> had.addAndGet(owned.has(1) ? 1 : 100));
        owned.giveUp(1, owned.take(1));

        assertThat(had).hasValue(101);
    }
}
