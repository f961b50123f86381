package dev.signalbox.history;

import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKind;
import java.time.Duration;

/// How many deliveries a minute a target takes: the least of what its service and its rule say.
///
/// A robot that is sent more gets digests, so that it receives the rest in fewer messages.
public final class TargetRate {
    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    private TargetRate() {}

    /// The deliveries that a target takes in a minute; 0 for any number.
    public static int perMinute(Target target) {
        long least = Long.MAX_VALUE;
        for (TargetKind.Limit limit : target.channel().kind().limits()) {
            least = Math.min(least, limit.most() * MINUTE_MILLIS / limit.period().toMillis());
        }
        int own = target.options().ratePerMinute();
        least = own == 0 ? least : Math.min(least, own);
        return least == Long.MAX_VALUE ? 0 : Math.toIntExact(Math.max(1, least));
    }

    /// How long a target takes for so many, one by one; zero for one that takes any number.
    public static Duration timeFor(long deliveries, int perMinute) {
        return perMinute == 0
                ? Duration.ZERO
                : Duration.ofMillis(Math.multiplyExact(deliveries, MINUTE_MILLIS) / perMinute);
    }
}
