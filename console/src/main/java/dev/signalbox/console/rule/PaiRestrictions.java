package dev.signalbox.console.rule;

import dev.signalbox.console.input.InputProblems;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.event.EventType;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternReach;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.ApiException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What rules on PAI's own buses may not do: call an HTTP endpoint for anything but Model events,
/// and send text messages, calls or e-mail for Model events. Source: PAI, "Event notification".
///
/// What a rule wants is judged by its pattern's `source` and `type` alone, and a doubt counts
/// against it: it is for Model events alone when each condition on `type` says so, by a whole type
/// or a prefix; and it is for none when it could match none. A rule that says nothing of the type
/// is thus neither, unless its sources leave Model events out.
final class PaiRestrictions {
    private static final String BUSES = "pai-system-";
    private static final String MODEL = "acs.pai.model";

    private final List<EventType> models;
    private final List<String> families;

    PaiRestrictions(Catalog catalog) {
        models = catalog.types().stream().filter(type -> type.source().equals(MODEL)).toList();
        families =
                models.stream()
                        .map(EventType::type)
                        .map(type -> type.substring(0, type.lastIndexOf(':') + 1))
                        .distinct()
                        .toList();
    }

    /// Checks a rule that is about to be written.
    ///
    /// @throws ApiException 409 `EventTargetIneffectiveAttribute` naming each target that may not
    ///   be
    void check(Rule rule) {
        if (!rule.key().bus().startsWith(BUSES)) {
            return;
        }
        var problems = new InputProblems();
        for (int i = 0; i < rule.targets().size(); i++) {
            Target target = rule.targets().get(i);
            String problem = problem(target.channel(), rule.pattern());
            if (problem != null) {
                problems.add("targets[" + i + "].type", problem);
            }
        }
        problems.throwIfAny(409, "EventTargetIneffectiveAttribute");
    }

    private @Nullable String problem(Channel channel, Pattern pattern) {
        return switch (channel) {
            case DINGTALK, WECOM, LARK -> null;
            case HTTP ->
                    isForModelsAlone(pattern)
                            ? null
                            : "on the buses of PAI a target of type http is allowed only where"
                                    + " pattern.type wants nothing but Model types ("
                                    + examples()
                                    + ")";
            case SMS, VOICE, EMAIL ->
                    mayMatchModels(pattern)
                            ? "on the buses of PAI a target of type %s is allowed only where"
                                            .formatted(channel.label())
                                    + " the pattern matches no Model type ("
                                    + examples()
                                    + "); name the types that are wanted"
                            : null;
        };
    }

    private boolean isForModelsAlone(Pattern pattern) {
        PatternReach reach = PatternReach.of(pattern);
        return families.stream().anyMatch(reach::staysWithin);
    }

    private boolean mayMatchModels(Pattern pattern) {
        PatternReach reach = PatternReach.of(pattern);
        return families.stream().anyMatch(reach::names)
                || models.stream().anyMatch(type -> reach.reaches(type.source(), type.type()));
    }

    private String examples() {
        return models.stream().map(EventType::type).collect(Collectors.joining(", "));
    }
}
