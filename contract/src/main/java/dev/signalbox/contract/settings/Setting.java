package dev.signalbox.contract.settings;

import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.account.Quota;
import dev.signalbox.contract.account.Quotas;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One setting: its environment variable, what it means, and its default, in standalone and in a
/// room of its own. `signalbox help settings` prints this list.
public enum Setting {
    HTTP("host:port of the HTTP door", "127.0.0.1:8080"),
    KAFKA(
            "bootstrap servers; in standalone the host:port on loopback that the embedded broker"
                    + " listens on",
            "127.0.0.1:9092"),
    DATA("folder of the broker's data, state stores and keys", "data"),
    ACCOUNT("account where nothing else names one", "1000000000000001"),
    TENANTS("DataWorks tenants and their accounts: tenantId=account,…", ""),
    TARGET_NETWORKS("private networks (CIDR, comma-separated) that targets may be in", ""),
    SECRET_KEYS(
            "file of the keys that encrypt secrets, a line each: name:base64 of 32 bytes;"
                    + " standalone makes one in its data folder",
            ""),
    ACCESS_KEYS(
            "file of the access keys that callers need; without one the HTTP door must be on"
                + " loopback",
            ""),
    ALLOWED_NETWORKS(
            "networks (CIDR, comma-separated) that may call; by door: events=…;api=…;probes=…", ""),
    HOSTS(
            "host names, comma-separated, that callers may use for a door without access keys,"
                    + " besides localhost, IP addresses and the name in SIGNALBOX_HTTP",
            ""),
    REQUESTS_PER_SECOND("requests per second of one account; 0 for no limit", "0"),
    ACCESS_KEY_ID("access key of the commands that call a Signalbox, such as emit", ""),
    ACCESS_KEY_SECRET("secret of that key", ""),
    DEDUP_WINDOW("how long a message id is remembered (ISO 8601 duration)", "PT24H"),
    BACKOFF_RETRY("shortest and longest pause of BACKOFF_RETRY", "PT10S/PT20S"),
    EVENTS_RETENTION("how long events are kept for replay (ISO 8601 duration)", "P30D"),
    PARTITIONS("partitions of topics that have to be created", "4", "12"),
    REPLICATION("replicas of topics that have to be created", "1", "3"),
    PROCESSING_GUARANTEE("of the router: at_least_once or exactly_once_v2", "at_least_once"),
    ROUTER_THREADS("stream threads of the router", "1", "2"),
    DELIVERIES_IN_FLIGHT("deliveries that a notifier has under way at one time", "1024"),
    DELIVERY_TIMEOUT("longest time of one delivery attempt (ISO 8601 duration)", "PT15S"),
    DISABLE_AFTER(
            "how long a target may do nothing but fail before it is disabled (ISO 8601 duration)",
            "P5D"),
    LONGEST_WAIT(
            "how long a delivery is put off without being tried, from the first time on, before it"
                    + " is given up (ISO 8601 duration)",
            "P1D"),
    ALIYUN_ACCESS_KEY_ID(
            "access key of Alibaba Cloud for sms and voice; without one their deliveries are given"
                + " up",
            ""),
    ALIYUN_ACCESS_KEY_SECRET("secret of that key", ""),
    SMS_ENDPOINT("where text messages go (SendSms)", "https://dysmsapi.aliyuncs.com"),
    SMS_SIGN_NAME("registered signature of text messages whose target names none", ""),
    VOICE_ENDPOINT("where calls go (SingleCallByTts)", "https://dyvmsapi.aliyuncs.com"),
    SMTP(
            "mail server: smtp://user:password@host:port (STARTTLS when offered, or always with"
                + " ?starttls=required) or smtps://…; without one e-mail deliveries are given up",
            ""),
    MAIL_FROM("sender of e-mail; where none is given, the user of the mail server", ""),
    ZONE("time zone of the billing month", "Asia/Shanghai"),
    MAX_EVENT_BYTES("bytes of one event", "262144"),
    MAX_BATCH_BYTES("bytes of one request's body", "1048576"),
    MAX_PUT_EVENTS("events in one putEvents call", "16"),
    MAX_BATCH_EVENTS("events in one CloudEvents batch", "1000"),
    MAX_ID_LENGTH("characters of an event's id", "128"),
    MAX_SOURCE_LENGTH("characters of an event's source", "128"),
    MAX_TYPE_LENGTH("characters of an event's type", "64"),
    MAX_SUBJECT_LENGTH("characters of an event's subject", "512"),
    MAX_EXTENSION_LENGTH("characters of any other attribute", "1024"),
    MAX_CONNECTIONS("HTTP connections open at one time", "4096"),
    MAX_TARGETS_PER_RULE(
            "targets of one rule, each contact being one; up to 100, and by /api/quotas another for"
                    + " one account",
            "5"),
    MAX_RULES_PER_BUS("rules of one bus; by /api/quotas another for one account", "200000"),
    MAX_BUSES("buses of one account; by /api/quotas another for one account", "1000");

    static final String PREFIX = "SIGNALBOX_";

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private final String meaning;
    private final String standaloneDefault;
    private final String roomDefault;

    Setting(String meaning, String byDefault) {
        this(meaning, byDefault, byDefault);
    }

    Setting(String meaning, String standaloneDefault, String roomDefault) {
        this.meaning = meaning;
        this.standaloneDefault = standaloneDefault;
        this.roomDefault = roomDefault;
    }

    /// The environment variable, such as `SIGNALBOX_HTTP`.
    public String variable() {
        return PREFIX + name();
    }

    /// What the setting means, in one line, without the default.
    public String meaning() {
        return meaning;
    }

    /// The default, as it would be written in the environment; empty for none.
    public String defaultValue(boolean standalone) {
        return standalone ? standaloneDefault : roomDefault;
    }

    static Settings read(Map<String, String> environment, boolean standalone) {
        var reader = new SettingsReader(environment, standalone);
        Path data = reader.read(DATA, Path::of);
        @Nullable Path secretKeys =
                reader.text(SECRET_KEYS).isEmpty()
                        ? (standalone ? data.resolve("secret-keys") : null)
                        : reader.read(SECRET_KEYS, Path::of);
        var settings =
                new Settings(
                        standalone,
                        reader.read(HTTP, HostPort::parse),
                        reader.read(KAFKA, Setting::bootstrap),
                        data,
                        reader.read(ACCOUNT, Setting::account),
                        reader.read(TENANTS, Setting::tenants),
                        reader.read(TARGET_NETWORKS, Setting::networks),
                        secretKeys,
                        new AccessRules(
                                reader.text(ACCESS_KEYS).isEmpty()
                                        ? null
                                        : reader.read(ACCESS_KEYS, Path::of),
                                reader.read(ALLOWED_NETWORKS, AllowedNetworks::parse),
                                reader.read(HOSTS, Setting::hosts),
                                reader.number(REQUESTS_PER_SECOND, 0, 1_000_000)),
                        reader.key(ACCESS_KEY_ID, ACCESS_KEY_SECRET),
                        reader.read(DEDUP_WINDOW, Setting::positive),
                        reader.read(BACKOFF_RETRY, BackoffPause::parse),
                        reader.read(EVENTS_RETENTION, Setting::positive),
                        reader.number(PARTITIONS, 1, 10_000),
                        (short) reader.number(REPLICATION, 1, 100),
                        reader.read(PROCESSING_GUARANTEE, Setting::exactlyOnce),
                        reader.number(ROUTER_THREADS, 1, 256),
                        reader.number(DELIVERIES_IN_FLIGHT, 1, 100_000),
                        reader.read(DELIVERY_TIMEOUT, Setting::positive),
                        reader.read(DISABLE_AFTER, Setting::positive),
                        reader.read(LONGEST_WAIT, Setting::positive),
                        new Phones(
                                reader.key(ALIYUN_ACCESS_KEY_ID, ALIYUN_ACCESS_KEY_SECRET),
                                reader.read(SMS_ENDPOINT, ServiceUrl::parse),
                                reader.optional(SMS_SIGN_NAME, Phones::signName),
                                reader.read(VOICE_ENDPOINT, ServiceUrl::parse)),
                        new Mail(
                                reader.optional(SMTP, SmtpServer::parse),
                                reader.optional(MAIL_FROM, Mail::checkedSender)),
                        reader.read(ZONE, ZoneId::of),
                        new Limits(
                                reader.number(MAX_EVENT_BYTES, 1_024, 8 << 20),
                                reader.number(MAX_BATCH_BYTES, 1_024, 64 << 20),
                                reader.number(MAX_PUT_EVENTS, 1, 10_000),
                                reader.number(MAX_BATCH_EVENTS, 1, 100_000),
                                reader.number(MAX_ID_LENGTH, 1, 4_096),
                                reader.number(MAX_SOURCE_LENGTH, 1, 4_096),
                                reader.number(MAX_TYPE_LENGTH, 1, 4_096),
                                reader.number(MAX_SUBJECT_LENGTH, 1, 4_096),
                                reader.number(MAX_EXTENSION_LENGTH, 1, 65_536),
                                reader.number(MAX_CONNECTIONS, 1, 1_000_000)),
                        new Quotas(
                                Map.of(
                                        Quota.TARGETS_PER_RULE,
                                        reader.quota(MAX_TARGETS_PER_RULE, Quota.TARGETS_PER_RULE),
                                        Quota.RULES_PER_BUS,
                                        reader.quota(MAX_RULES_PER_BUS, Quota.RULES_PER_BUS),
                                        Quota.BUSES,
                                        reader.quota(MAX_BUSES, Quota.BUSES))));
        reader.reportUnknown();
        reader.failIfAnything();
        return settings;
    }

    private static String bootstrap(String text) {
        parts(text).forEach(HostPort::parse);
        return text;
    }

    private static String account(String text) {
        if (!Names.isAccount(text)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an account: " + Names.ACCOUNTS);
        }
        return text;
    }

    private static Map<String, String> tenants(String text) {
        var tenants = new HashMap<String, String>();
        for (String pair : parts(text)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("'" + pair + "' is not tenantId=account");
            }
            String tenant = pair.substring(0, equals).strip();
            if (tenants.put(tenant, account(pair.substring(equals + 1).strip())) != null) {
                throw new IllegalArgumentException("tenant '" + tenant + "' stands there twice");
            }
        }
        return tenants;
    }

    private static List<Network> networks(String text) {
        return parts(text).stream().map(Network::parse).toList();
    }

    private static Set<String> hosts(String text) {
        for (String host : parts(text)) {
            if (!HOST_NAME.matcher(host).matches()) {
                throw new IllegalArgumentException(
                        "'" + host + "' is not a host name; ports are left out");
            }
        }
        return parts(text).stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static List<String> parts(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static Duration positive(String text) {
        Duration duration = Durations.parse(text);
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("'" + text + "' is not longer than nothing");
        }
        return duration;
    }

    private static boolean exactlyOnce(String text) {
        return switch (text) {
            case "at_least_once" -> false;
            case "exactly_once_v2" -> true;
            default ->
                    throw new IllegalArgumentException(
                            "'" + text + "' is neither at_least_once nor exactly_once_v2");
        };
    }
}
