package dev.signalbox.contract.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/// The deliveries of an account in one month, counted. A record of `signalbox.usage`, keyed
/// `account/month`.
///
/// Distinct deliveries that a target took are `delivered + merged`: one message about many
/// deliveries is one notification, and counts as the first of them.
///
/// @param account the account
/// @param month such as `2026-11`, in the billing time zone, by the time of delivery
/// @param delivered notifications: distinct deliveries that a target took, each message once
/// @param merged distinct deliveries that a target took in the message of another one; they cost
///   nothing
/// @param dead distinct deliveries that were given up
/// @param byRule delivered, by `bus/rule`
/// @param byChannel delivered, by kind of target
/// @param byReplay delivered for replays, by the replay's id; live traffic is not in it
/// @param byDay delivered, by day such as `2026-11-21` in the billing time zone; what a build
///   before days counted is not in it
public record MonthlyUsage(
        String account,
        String month,
        long delivered,
        long merged,
        long dead,
        Map<String, Long> byRule,
        Map<String, Long> byChannel,
        Map<String, Long> byReplay,
        Map<String, Long> byDay) {
    /// Notifications a month that cost nothing. Source: PAI, "Event notifications", pricing.
    public static final long FREE = 500;

    /// The price of each further one, in US dollars. Source: PAI, "Event notifications", pricing.
    public static final BigDecimal USD_EACH = new BigDecimal("0.001");

    /// Copies the maps, sorted by name; a record of a build before replays or days has none of
    /// them.
    public MonthlyUsage {
        byRule = new TreeMap<>(byRule);
        byChannel = new TreeMap<>(byChannel);
        byReplay = byReplay == null ? Map.of() : new TreeMap<>(byReplay);
        byDay = byDay == null ? Map.of() : new TreeMap<>(byDay);
    }

    /// A month without replays and days.
    public MonthlyUsage(
            String account,
            String month,
            long delivered,
            long merged,
            long dead,
            Map<String, Long> byRule,
            Map<String, Long> byChannel) {
        this(account, month, delivered, merged, dead, byRule, byChannel, Map.of(), Map.of());
    }

    /// A month without any delivery.
    public static MonthlyUsage none(String account, String month) {
        return new MonthlyUsage(account, month, 0, 0, 0, Map.of(), Map.of());
    }

    /// The record's key.
    public static String key(String account, String month) {
        return account + "/" + month;
    }

    /// Notifications beyond the free ones.
    public long billable() {
        return Math.max(0, delivered - FREE);
    }

    /// Their cost, in US dollars with three decimals.
    public BigDecimal costUsd() {
        return costUsd(delivered);
    }

    /// What so many more notifications would add to the cost, in US dollars with three decimals.
    public BigDecimal addedUsd(long notifications) {
        return costUsd(delivered + notifications).subtract(costUsd());
    }

    /// The cost of so many notifications in one month, in US dollars with three decimals.
    public static BigDecimal costUsd(long notifications) {
        return USD_EACH.multiply(BigDecimal.valueOf(Math.max(0, notifications - FREE)));
    }

    /// The record's value.
    public byte[] toBytes() {
        try {
            return Json.MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("usage is always writable", e);
        }
    }

    /// Reads a record's value; fields of later versions are passed over.
    ///
    /// @throws IOException when it is no usage
    public static MonthlyUsage read(byte[] value) throws IOException {
        return Json.MAPPER.readValue(value, MonthlyUsage.class);
    }
}
