package dev.signalbox.history;

import dev.signalbox.contract.usage.MonthlyUsage;
import java.math.BigDecimal;
import java.time.Duration;

/// The cost of notifications: sent now, on top of what the account has been sent this month, and in
/// a month at their pace. It is the most that they cost, since digests merge some.
///
/// @param month this month, such as `2026-11`, in the billing time zone
/// @param soFar notifications this month so far
/// @param notifications those that come on top
/// @param addedUsd what these would add to the month's bill, in US dollars with three decimals
/// @param perMonth how many there were in thirty days at this pace
/// @param perMonthUsd what these would cost in a month without any others
public record ForecastCost(
        String month,
        long soFar,
        long notifications,
        BigDecimal addedUsd,
        long perMonth,
        BigDecimal perMonthUsd) {
    private static final long MONTH_MILLIS = Duration.ofDays(30).toMillis();

    /// The cost of so many.
    ///
    /// @param month the account's usage this month
    /// @param period the time in which the events came that would be notified of
    public static ForecastCost of(long notifications, MonthlyUsage month, Duration period) {
        long soFar = month.delivered();
        long perMonth =
                Math.round((double) notifications * MONTH_MILLIS / Math.max(1, period.toMillis()));
        return new ForecastCost(
                month.month(),
                soFar,
                notifications,
                month.addedUsd(notifications),
                perMonth,
                MonthlyUsage.costUsd(perMonth));
    }

    /// How many there would be this month with these.
    public long after() {
        return soFar + notifications;
    }
}
