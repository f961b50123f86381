package dev.signalbox.console.usage;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.TopicFollower;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The wing of the console for the usage of accounts.
///
/// One thread of its own follows `signalbox.usage`.
public final class UsageWing implements HttpRoutes, AutoCloseable {
    private final UsageTable table = new UsageTable();
    private final UsageApi api;
    private final RoomContext room;
    private @Nullable TopicFollower follower;

    /// A wing that follows no topic; tests give it records with [#apply].
    public UsageWing(RoomContext room) {
        this.room = room;
        api = new UsageApi(room, table);
        UsageMetrics.register(room.metrics(), () -> table.accounts(month()));
    }

    /// Starts the wing; returns when all counters have been read.
    public static UsageWing start(RoomContext room) {
        var wing = new UsageWing(room);
        Settings settings = room.settings();
        wing.follower =
                TopicFollower.start(
                        settings,
                        Topic.USAGE,
                        "signalbox-console-usage",
                        UnreadableRecords.in(room.metrics()),
                        wing::apply);
        return wing;
    }

    /// Applies a record of `signalbox.usage`.
    ///
    /// @throws IllegalArgumentException when it cannot be read; the table stays as it was
    public void apply(ConsumerRecord<byte[], byte[]> item) {
        table.apply(item);
    }

    /// The usage of an account in the month that it is now.
    public MonthlyUsage thisMonth(String account) {
        return table.month(account, month());
    }

    private String month() {
        ZonedDateTime now = room.clock().instant().atZone(room.settings().accounts().zone());
        return YearMonth.from(now).toString();
    }

    /// Whether the counters are still being followed.
    public boolean following() {
        return follower == null || follower.following();
    }

    @Override
    public void addTo(RouteTable routes) {
        api.addTo(routes);
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
