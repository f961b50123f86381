package dev.signalbox.contract.replay;

import java.time.Instant;

/// A replay: an order, its plan and its state. A record of `signalbox.replays`, keyed as
/// [ReplayKey] has it.
///
/// The console writes it; the runner writes it only to set `DONE` or `FAILED`. The newest record
/// holds. Should both write at once, a replay that had ended may read paused: resumed, it ends
/// again at once.
///
/// @param account who pays for it, and whose events it reads
/// @param id as [ReplayId] draws it
/// @param order what it is asked to do
/// @param plan what it would do, as counted when it was ordered
/// @param state how it stands
/// @param reason why it stands so, in words, where that is worth a word: it failed, or a part of it
///   ended early; else empty
/// @param ordered when it was ordered
/// @param orderedBy the access key that ordered it; empty without keys
/// @param changed when it got its state
/// @param revision 1 when ordered, one more at each change
public record Replay(
        String account,
        String id,
        ReplayOrder order,
        ReplayPlan plan,
        ReplayState state,
        String reason,
        Instant ordered,
        String orderedBy,
        Instant changed,
        long revision) {
    /// Its account and id.
    public ReplayKey key() {
        return new ReplayKey(account, id);
    }

    /// This in another state.
    ///
    /// @param reason why, in words; may be empty
    /// @param now when
    /// @throws IllegalStateException when its state does not allow that
    public Replay become(ReplayState next, String reason, Instant now) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(
                    "a replay that is " + state.label() + " cannot become " + next.label());
        }
        return new Replay(
                account, id, order, plan, next, reason, ordered, orderedBy, now, revision + 1);
    }
}
