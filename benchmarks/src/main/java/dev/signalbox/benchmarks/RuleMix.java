package dev.signalbox.benchmarks;

import java.nio.charset.StandardCharsets;

/// The rules and events that matching is measured with: teams that share a bus, each with ten rules
/// of as many kinds, in all of which something else decides.
///
/// | kind | of the envelope | of data |
/// |---|---|---|
/// | 0 | type | project id, one of two states |
/// | 1 | source | a prefix |
/// | 2 | nothing | a suffix |
/// | 3 | source | contained text |
/// | 4 | type | project id, anything but two names |
/// | 5 | prefix of type | numbers within a range |
/// | 6 | source | an IPv4 network |
/// | 7 | type | project id, one field there and one not |
/// | 8 | source | a prefix and a suffix of one field |
/// | 9 | type | project id, a number beyond a limit, null or "" |
///
/// Every event is of one team and meets exactly three of its rules, however many teams there are;
/// what it has for the other seven is much like what they want. Teams share four sources, twenty
/// types and all field names, so the rules of all teams look at every event's fields.
final class RuleMix {
    static final int KINDS = 10;
    static final int MATCHES = 3;

    private static final String[] NAMES = {"dataworks", "pai.dlc", "pai.eas", "oss"};
    private static final int TYPES = 20;
    private static final int EVENT_BYTES = 720;

    private RuleMix() {}

    static String source(int team) {
        return "acs." + NAMES[team % NAMES.length];
    }

    static String type(int team) {
        return NAMES[team % NAMES.length] + ":StatusChanges:Step" + team % TYPES;
    }

    private static String label(int team) {
        return "t%05d".formatted(team);
    }

    private static String network(int team) {
        return "10.%d.%d.".formatted(team >> 8, team & 255);
    }

    /// The pattern of a rule; ten in a row are a team's.
    static String pattern(int rule) {
        int team = rule / KINDS;
        String source = "\"source\":[\"" + source(team) + "\"],";
        String type = "\"type\":[\"" + type(team) + "\"],";
        String project = "\"projectId\":[" + (10_000 + team) + "],";
        String label = label(team);
        return switch (rule % KINDS) {
            case 0 -> "{" + type + "\"data\":{" + project + "\"status\":[\"FAILED\",\"KILLED\"]}}";
            case 1 -> "{" + source + data("nodeName", "{\"prefix\":\"" + label + "_ods_\"}");
            case 2 -> "{" + data("filePath", "{\"suffix\":\"/" + label + ".sql\"}");
            case 3 -> "{" + source + data("message", "{\"contains\":\"order-" + label + "-\"}");
            case 4 ->
                    "{%s\"data\":{%s\"operator\":[{\"anything-but\":[\"system\",\"root\"]}]}}"
                            .formatted(type, project);
            case 5 ->
                    "{\"type\":[{\"prefix\":\"%s:\"}],%s"
                            .formatted(
                                    NAMES[team % NAMES.length],
                                    data(
                                            "tableId",
                                            "{\"numeric\":[\">=\",%d,\"<\",%d]}"
                                                    .formatted(1_000 * team, 1_000 * team + 500)));
            case 6 -> "{" + source + data("clientIp", "{\"cidr\":\"" + network(team) + "0/24\"}");
            case 7 ->
                    "{%s\"data\":{%s\"errorCode\":[{\"exists\":true}],\"parent\":[{\"exists\":false}]}}"
                            .formatted(type, project);
            case 8 ->
                    "{%s%s"
                            .formatted(
                                    source,
                                    data(
                                            "table",
                                            "{\"suffix\":\"_daily\",\"prefix\":\"%s_\"}"
                                                    .formatted(label)));
            default ->
                    "{%s\"data\":{%s\"seconds\":[{\"numeric\":[\">\",3600]}],\"note\":[null,\"\"]}}"
                            .formatted(type, project);
        };
    }

    private static String data(String field, String wanted) {
        return "\"data\":{\"" + field + "\":[" + wanted + "]}}";
    }

    /// The id of an event.
    static String id(int number) {
        return "%032x".formatted(number * 0x9E3779B97F4A7C15L);
    }

    /// An event of a team.
    ///
    /// @param number any; which rules it meets, and its id
    static byte[] event(int team, int number) {
        String label = label(team);
        String start =
                """
                {"specversion":"1.0","id":"%s","source":"%s","type":"%s",\
                "time":"2026-11-21T04:00:00.000Z","datacontenttype":"application/json",\
                "aliyunaccountid":"1000000000000001","aliyuneventbusname":"default",\
                "data":{"projectId":%d,"status":"%s","nodeName":"%s","filePath":"%s",\
                "message":"%s","operator":"%s","tableId":%d,"clientIp":"%s",%s"table":"%s",\
                "seconds":%d,"note":%s,"text":\"\
                """
                        .formatted(
                                id(number),
                                source(team),
                                type(team),
                                10_000 + team,
                                hits(0, number) ? "FAILED" : "SUCCEEDED",
                                hits(1, number) ? label + "_ods_orders" : label + "_dwd_orders",
                                "/home/etl/" + (hits(2, number) ? label : label + "x") + ".sql",
                                "nightly load of order-" + label + (hits(3, number) ? "-7" : "_7"),
                                hits(4, number) ? "1107550004253538" : "system",
                                1_000 * team + (hits(5, number) ? 250 : 750),
                                network(team).replaceFirst("10", hits(6, number) ? "10" : "11")
                                        + "17",
                                hits(7, number)
                                        ? "\"errorCode\":\"E1\","
                                        : "\"errorCode\":\"E1\",\"parent\":7,",
                                label + (hits(8, number) ? "_orders_daily" : "_orders_hourly"),
                                hits(9, number) ? 4_000 : 40,
                                hits(9, number) ? "null" : "\"none\"");
        return (start + "x".repeat(Math.max(0, EVENT_BYTES - start.length() - 3)) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static boolean hits(int kind, int number) {
        return Math.floorMod(kind + number, KINDS) < MATCHES;
    }
}
