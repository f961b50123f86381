package dev.signalbox.notifier.lane;

import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKind;
import java.util.List;
import java.util.stream.Stream;

/// How fast deliveries to a place may begin: limits that hold all at once.
///
/// Robots have the limits of their services, whatever their rules say. Since a service counts what
/// arrives and not what is sent, and some shut a robot out for minutes, its periods are taken a
/// little longer here.
///
/// @param limits none for as fast as it goes
record Rate(List<Limit> limits) {
    private static final int MINUTE = 60_000;
    private static final int MOST_LONGER = 1_000;

    /// The highest rate that is counted by the minute; a higher one is counted by about a second,
    /// which is smoother and has less to remember.
    private static final int HIGHEST_BY_MINUTE = 120;

    /// At most so many in any period of that length.
    record Limit(int most, long millis) {}

    /// Copies the limits.
    Rate {
        limits = List.copyOf(limits);
    }

    /// The rate of a channel's target.
    ///
    /// @param perMinute what the rule says; 0 for nothing
    static Rate of(Channel channel, int perMinute) {
        Stream<Limit> service = channel.kind().limits().stream().map(Rate::ofService);
        return new Rate(
                (perMinute == 0 ? service : Stream.concat(service, Stream.of(own(perMinute))))
                        .toList());
    }

    /// A service's limit, its period a tenth longer but by a second at most.
    private static Limit ofService(TargetKind.Limit limit) {
        long period = limit.period().toMillis();
        return new Limit(limit.most(), period + Math.min(period / 10, MOST_LONGER));
    }

    /// What messages of one delivery may use of the limits that hold for a minute or longer: three
    /// quarters, one at least.
    List<Limit> singles() {
        return limits.stream()
                .filter(limit -> limit.millis >= MINUTE)
                .map(limit -> new Limit(Math.max(1, limit.most - quarter(limit)), limit.millis))
                .toList();
    }

    /// The time from one digest to the next, which share the last quarter; in milliseconds.
    long betweenDigests() {
        return limits.stream()
                .filter(limit -> limit.millis >= MINUTE)
                .mapToLong(limit -> Math.ceilDiv(limit.millis, quarter(limit)))
                .max()
                .orElse(0);
    }

    private static int quarter(Limit limit) {
        return Math.max(1, limit.most / 4);
    }

    private static Limit own(int perMinute) {
        if (perMinute <= HIGHEST_BY_MINUTE) {
            return new Limit(perMinute, MINUTE);
        }
        int most = perMinute / 60;
        return new Limit(most, Math.ceilDiv(most * MINUTE, perMinute));
    }
}
