package dev.signalbox.contract.settings;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All settings of a Signalbox process, in groups. Each comes from the environment variable that
/// [Setting] names, with its meaning and its default; its group reads it.
///
/// @param standalone whether the process holds all rooms and the broker
/// @param data folder of the broker's data, state stores and keys
/// @param minFreeMegabytes how much has to be free where the data folder is; 0 for any
/// @param secretKeys file of the keys that secrets in the rules topic are encrypted with; null
///   where none is given, which only rooms that need no secrets accept
/// @param credentials with which this process calls a Signalbox; null where it needs none
public record Settings(
        boolean standalone,
        Path data,
        int minFreeMegabytes,
        @Nullable Path secretKeys,
        @Nullable Credentials credentials,
        HttpSettings http,
        Limits limits,
        KafkaSettings kafka,
        AccountSettings accounts,
        RouterSettings router,
        DeliverySettings delivery,
        PhoneSettings phones,
        MailSettings mail,
        TracingSettings tracing) {

    /// These settings with other bootstrap servers, as standalone has once its broker listens.
    public Settings withKafka(String bootstrapServers) {
        var other =
                new KafkaSettings(
                        bootstrapServers,
                        kafka.partitions(),
                        kafka.replication(),
                        kafka.eventsRetention(),
                        kafka.eventsRetentionGiven(),
                        kafka.client());
        return new Settings(
                standalone,
                data,
                minFreeMegabytes,
                secretKeys,
                credentials,
                http,
                limits,
                other,
                accounts,
                router,
                delivery,
                phones,
                mail,
                tracing);
    }

    /// Reads the settings of a room that runs on its own against `SIGNALBOX_KAFKA`.
    ///
    /// @throws InvalidSettings with every problem found
    public static Settings forRoom(Map<String, String> environment) {
        return read(environment, false);
    }

    /// Reads the settings of the process that holds all rooms and the broker.
    ///
    /// @throws InvalidSettings with every problem found
    public static Settings forStandalone(Map<String, String> environment) {
        return read(environment, true);
    }

    private static Settings read(Map<String, String> environment, boolean standalone) {
        var reader = new SettingsReader(environment, standalone);
        Path data = reader.read(Setting.DATA, Path::of);
        reader.read(Setting.LOG_FORMAT, LogFormat::parse);
        Path secretKeys = reader.optional(Setting.SECRET_KEYS, Path::of);
        HttpSettings http = HttpSettings.read(reader);
        var settings =
                new Settings(
                        standalone,
                        data,
                        reader.number(Setting.MIN_FREE_MB, 0, 1 << 30),
                        secretKeys == null && standalone ? data.resolve("secret-keys") : secretKeys,
                        reader.key(Setting.ACCESS_KEY_ID, Setting.ACCESS_KEY_SECRET),
                        http,
                        Limits.read(reader),
                        KafkaSettings.read(reader),
                        AccountSettings.read(reader),
                        RouterSettings.read(reader),
                        DeliverySettings.read(reader, standalone && http.onlyThisMachine()),
                        PhoneSettings.read(reader),
                        MailSettings.read(reader),
                        TracingSettings.read(environment));
        reader.finish();
        return settings;
    }
}
