package dev.signalbox.standalone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The arguments of a command: `--option`, `--option VALUE` or `--option=VALUE`, and the rest;
/// behind `--` nothing is an option.
///
/// @param flags options without a value that were given
/// @param values options with a value, and the value
/// @param rest what is no option
record Arguments(Set<String> flags, Map<String, String> values, List<String> rest) {
    Arguments {
        flags = Set.copyOf(flags);
        values = Map.copyOf(values);
        rest = List.copyOf(rest);
    }

    /// Reads the arguments of a command.
    ///
    /// @throws WrongUse naming an option that it does not have, or whose value is missing
    static Arguments parse(List<String> arguments, Command command) throws WrongUse {
        var flags = new HashSet<String>();
        var values = new HashMap<String, String>();
        var rest = new ArrayList<String>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                rest.addAll(arguments.subList(i + 1, arguments.size()));
                break;
            }
            if (!argument.startsWith("-") || argument.equals("-")) {
                rest.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            Command.Option option = option(name, command);
            if (!option.valued()) {
                if (equals >= 0) {
                    throw new WrongUse("%s takes no value".formatted(name));
                }
                flags.add(name);
            } else if (equals >= 0) {
                values.put(name, argument.substring(equals + 1));
            } else if (++i < arguments.size()) {
                values.put(name, arguments.get(i));
            } else {
                throw new WrongUse("%s needs a value".formatted(name));
            }
        }
        return new Arguments(flags, values, rest);
    }

    private static Command.Option option(String name, Command command) throws WrongUse {
        for (Command.Option option : command.options()) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        if (command.options().isEmpty()) {
            throw new WrongUse("'%s' has no options".formatted(command.name()));
        }
        List<String> known = command.options().stream().map(Command.Option::name).toList();
        throw new WrongUse(
                "'%s' has no option '%s'%s"
                        .formatted(command.name(), name, Command.hint(name, known)));
    }

    /// The value of an option, or null where it was not given.
    @Nullable String value(String option) {
        return values.get(option);
    }

    /// Whether an option without a value was given.
    boolean has(String flag) {
        return flags.contains(flag);
    }
}
