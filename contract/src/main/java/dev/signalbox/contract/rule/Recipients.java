package dev.signalbox.contract.rule;

import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.contact.Way;
import java.util.List;

/// Whom a target notifies: numbers and addresses, and people by name.
///
/// @param written as the rule has them, people as `@Li Lei`
/// @param addresses the number or address of each, in the same order; the name with its `@` where
///   the person is not reached
public record Recipients(List<String> written, List<String> addresses) {
    /// Nobody.
    static final Recipients NONE = of(List.of());

    /// Copies them.
    public Recipients {
        written = List.copyOf(written);
        addresses = List.copyOf(addresses);
    }

    /// The recipients that a rule has, before people are looked up.
    public static Recipients of(List<String> written) {
        return new Recipients(written, written);
    }

    /// Whether a person is among them.
    public boolean isNamed() {
        for (String contact : written) {
            if (Contacts.name(contact) != null) {
                return true;
            }
        }
        return false;
    }

    /// These, with the people's numbers or addresses as they are now.
    Recipients resolved(Contacts contacts, Way way) {
        return isNamed()
                ? new Recipients(
                        written,
                        written.stream().map(contact -> contacts.address(contact, way)).toList())
                : this;
    }
}
