package dev.signalbox.console.rule;

import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.event.EventType;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternReach;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.input.InputProblems;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The restrictions of rules on PAI's own buses: they may call an HTTP endpoint for Model events
/// only, and may not send text messages, voice calls or e-mail for Model events. Source: PAI,
/// "Event notification".
///
/// A rule is judged by its pattern's `source` and `type` alone, and a doubt counts against it. It
/// is for Model events only when each condition on `type` demands that, by a whole type or a
/// prefix; it is for no Model event when it can match none. A rule without a condition on the type
/// is neither, unless its sources exclude Model events.
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

    /// Checks a rule before it is written.
    ///
    /// @throws ApiException 409 `EventTargetIneffectiveAttribute` naming each target that is not
    ///   allowed
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
        return switch (channel.kind().pai()) {
            case ANY -> null;
            case MODELS_ONLY ->
                    isForModelsAlone(pattern)
                            ? null
                            : "on the buses of PAI a target of type %s is allowed only where"
                                            .formatted(channel.label())
                                    + " pattern.type accepts only Model types ("
                                    + examples()
                                    + ")";
            case NO_MODELS ->
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
