package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayKey;
import dev.signalbox.contract.replay.ReplayState;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;

/// Which of an account's replays run: those that were ordered first. Every router comes to the same
/// answer, since it follows from `signalbox.replays` alone.
final class ReplayTurns {
    /// How many replays of an account run at once.
    static final int MOST = 4;

    private ReplayTurns() {}

    /// The replays whose turn it is.
    ///
    /// @param replays all of an account
    static Set<ReplayKey> of(Collection<Replay> replays) {
        return replays.stream()
                .filter(replay -> replay.state() == ReplayState.RUNNING)
                .sorted(Comparator.comparing(Replay::ordered).thenComparing(Replay::id))
                .limit(MOST)
                .map(Replay::key)
                .collect(Collectors.toUnmodifiableSet());
    }
}
