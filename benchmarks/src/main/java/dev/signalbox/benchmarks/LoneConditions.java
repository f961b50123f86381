package dev.signalbox.benchmarks;

import java.util.List;
import java.util.function.IntFunction;

/// The hard cases of matching: rules with one condition and nothing beside it, each with operands
/// of its own, all on the same field where one field can tell them apart.
///
/// @param name what the condition is
/// @param pattern the pattern of a rule, by its number
/// @param data the data of an event, by the number of the rule it is meant for
/// @param matches how many rules each event meets, with ten rules or a hundred thousand
record LoneConditions(
        String name, IntFunction<String> pattern, IntFunction<String> data, int matches) {
    /// All of them.
    static List<LoneConditions> all() {
        return List.of(
                value("exact", "'v%d'", "'v%d'", 1),
                value("prefix", "{'prefix':'job-%06d-'}", "'job-%06d-nightly'", 1),
                value("suffix", "{'suffix':'/%06d.sql'}", "'/home/etl/daily/%06d.sql'", 1),
                value("contains", "{'contains':'order-%06d-'}", "'load of order-%06d-7 now'", 1),
                value("cidr", "{'cidr':'%s'}", "'%s'", 1, LoneConditions::address),
                value("numeric, ranges side by side", "{'numeric':['=',%d]}", "%d", 1),
                value("numeric, nested ranges", "{'numeric':['>',-1,'<',%d]}", "900000", 0),
                value("numeric, limits", "{'numeric':['>',%d]}", "-5", 0),
                value("anything-but a list", "{'anything-but':['done','v%d']}", "'done'", 0),
                value(
                        "anything-but a prefix",
                        "{'anything-but':{'prefix':'%s'}}",
                        "'done'",
                        0,
                        i -> "done".substring(0, 1 + i % 4)),
                new LoneConditions(
                        "exists: true, each its field",
                        i -> json("{'data':{'f%d':[{'exists':true}]}}".formatted(i)),
                        i -> json("{'f%d':1}".formatted(i)),
                        1),
                value("exists: false", "{'exists':false}", "1", 0));
    }

    private static LoneConditions value(String name, String wanted, String given, int matches) {
        return value(name, wanted, given, matches, i -> i);
    }

    private static LoneConditions value(
            String name, String wanted, String given, int matches, IntFunction<Object> operand) {
        return new LoneConditions(
                name,
                i -> json("{'data':{'field':[" + wanted.formatted(operand.apply(i)) + "]}}"),
                i -> json("{'field':" + given.formatted(operand.apply(i)) + "}"),
                matches);
    }

    private static Object address(int number) {
        return "10.%d.%d.%d".formatted(number >> 16, (number >> 8) & 255, number & 255);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
