package dev.signalbox.contract.match;

import dev.signalbox.contract.contact.EmailAddress;
import dev.signalbox.contract.contact.PhoneNumber;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The stops that an event which matches a rule goes to.
///
/// @param rule the rule
/// @param revision the rule's revision
/// @param stops one for each delivery, in the order of the rule's targets and their contacts
public record Route(RuleKey rule, long revision, List<Stop> stops) {
    /// Copies the stops.
    public Route {
        stops = List.copyOf(stops);
    }

    /// A target, or one of its contacts, that gets a delivery of its own.
    ///
    /// @param target the target
    /// @param key the target's key as it is on topics
    /// @param contact one of the target's contacts; empty where it has none
    public record Stop(
            TargetKey target,
            @SuppressWarnings("ArrayRecordComponent") byte[] key,
            String contact) {}

    /// The route of a rule, whether or not the rule is enabled. A person whose contact is spelled
    /// in several ways is one stop.
    public static Route of(Rule rule) {
        var stops = new ArrayList<Stop>();
        for (Target target : rule.targets()) {
            TargetKey key = rule.key().target(target.id());
            byte[] bytes = EventHeaders.utf8(key.toString());
            if (target.contacts().isEmpty()) {
                stops.add(new Stop(key, bytes, ""));
            }
            var recipients = new HashSet<Object>();
            target.contacts().stream()
                    .filter(contact -> recipients.add(recipient(target, contact)))
                    .forEach(contact -> stops.add(new Stop(key, bytes, contact)));
        }
        return new Route(rule.key(), rule.revision(), stops);
    }

    /// The person whom a contact reaches, equal for all its spellings, so that each gets one
    /// delivery.
    private static Object recipient(Target target, String contact) {
        try {
            return switch (target) {
                case Target.Sms _, Target.Voice _ -> PhoneNumber.parse(contact);
                case Target.Email _ -> EmailAddress.parse(contact);
                case Target.Http _, Target.Bot _ -> contact;
            };
        } catch (IllegalArgumentException e) {
            return contact; // which the notifier refuses with the reason
        }
    }
}
