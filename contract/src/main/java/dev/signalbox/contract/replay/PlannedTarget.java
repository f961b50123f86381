package dev.signalbox.contract.replay;

import dev.signalbox.contract.rule.Channel;
import java.time.Duration;

/// The deliveries that a replay would make for one target.
///
/// @param rule the name of its rule
/// @param target its id in the rule
/// @param channel its kind
/// @param deliveries how many deliveries, over all its contacts
/// @param ratePerMinute how many it takes a minute; 0 for no limit
/// @param duration how long that takes it at its rate
public record PlannedTarget(
        String rule,
        String target,
        Channel channel,
        long deliveries,
        int ratePerMinute,
        Duration duration) {}
