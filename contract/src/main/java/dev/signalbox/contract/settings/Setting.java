package dev.signalbox.contract.settings;

/// One setting: its environment variable, what it means, and its default, in standalone and in a
/// room of its own. `signalbox help settings` prints this list.
public enum Setting {
    HTTP("host:port of the HTTP door", "127.0.0.1:8080"),
    KAFKA(
            "bootstrap servers; in standalone the host:port on loopback that the embedded broker"
                    + " listens on",
            "127.0.0.1:9092"),
    KAFKA_CONFIG(
            "file of properties that all Kafka clients get, such as security.protocol; also one by"
                    + " one, as SIGNALBOX_KAFKA_SECURITY_PROTOCOL",
            ""),
    DATA(
            "folder of the broker's data, state stores and keys; relative to the current folder, by"
                    + " default beside the launcher",
            "data"),
    MIN_FREE_MB(
            "megabytes that have to be free where the data folder is, or new events are refused; 0"
                    + " for any",
            "512"),
    LOG_FORMAT("form of the log: text, or json for an object on each line", "text"),
    ACCOUNT("account where nothing else names one", "1000000000000001"),
    TENANTS("DataWorks tenants and their accounts: tenantId=account,…", ""),
    TARGET_NETWORKS(
            "private networks (CIDR, comma-separated) that targets may be in. Where it is not given,"
                    + " a standalone that only this machine can call sends to this machine too, where"
                    + " a url says 127.0.0.1, [::1] or localhost; 'none' forbids that",
            ""),
    TARGET_CA(
            "PEM file of authorities whose certificates are trusted at targets, beside those that"
                    + " Java trusts",
            ""),
    TARGET_CERTIFICATE(
            "PEM file of the certificate that targets are shown that ask for one, and of those up"
                    + " to its authority",
            ""),
    TARGET_CERTIFICATE_KEY("PEM file of that certificate's private key (PKCS #8)", ""),
    SECRET_KEYS(
            "file of the keys that encrypt secrets, a line each: name:base64 of 32 bytes;"
                    + " standalone makes one in its data folder",
            ""),
    ACCESS_KEYS(
            "file of the access keys that callers need; without one the HTTP door must be on"
                    + " loopback",
            ""),
    TLS_CERTIFICATE(
            "file of the HTTP door's certificate and those above it, in PEM; with it the door"
                    + " speaks HTTPS",
            ""),
    TLS_KEY("file of that certificate's private key, in PEM", ""),
    ALLOWED_NETWORKS(
            "networks (CIDR, comma-separated) that may call; by door: events=…;api=…;probes=…", ""),
    HOSTS(
            "host names, comma-separated, that callers may use for a door without access keys,"
                    + " in addition to localhost, IP addresses and the name in SIGNALBOX_HTTP",
            ""),
    REQUESTS_PER_SECOND("requests per second of one account; 0 for no limit", "0"),
    URL(
            "address of the Signalbox that commands such as emit call; SIGNALBOX_HTTP where none is"
                    + " given",
            ""),
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
            "how long a delivery may wait without being tried, from the first time on, before it"
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

    /// The meaning of the setting, in one line, without the default.
    public String meaning() {
        return meaning;
    }

    /// The default, as it would be written in the environment; empty for none.
    public String defaultValue(boolean standalone) {
        return standalone ? standaloneDefault : roomDefault;
    }
}
