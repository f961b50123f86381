package dev.signalbox.contract.replay;

import dev.signalbox.contract.pattern.Pattern;

/// A rule as it was when a replay was ordered, which the replay matches by whatever becomes of the
/// rule. Its targets are looked up at delivery.
///
/// @param name the rule's name in the order's bus
/// @param revision the rule's revision then
/// @param pattern the pattern of that revision
public record PinnedRule(String name, long revision, Pattern pattern) {
    /// `name@revision`, as people see it.
    public String label() {
        return name + "@" + revision;
    }
}
