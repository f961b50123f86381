package dev.signalbox.contract.contact;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The people of an account, whom its rules name as `@Li Lei`.
///
/// @param revision one more at each change; 0 where there never was anybody
/// @param people by name
public record Contacts(long revision, SortedMap<String, Person> people) {
    /// Nobody.
    public static final Contacts NONE = new Contacts(0, Collections.emptySortedMap());

    /// The beginning of a contact that names a person.
    private static final String MARK = "@";

    /// Copies the people.
    public Contacts {
        people = Collections.unmodifiableSortedMap(new TreeMap<>(people));
    }

    /// Contacts of these people.
    ///
    /// @throws IllegalArgumentException when two have the same name
    public static Contacts of(long revision, Collection<Person> people) {
        var byName = new TreeMap<String, Person>();
        for (Person person : people) {
            if (byName.put(person.name(), person) != null) {
                throw new IllegalArgumentException(
                        "two people are called '%s'".formatted(person.name()));
            }
        }
        return new Contacts(revision, byName);
    }

    /// The name of the person that a contact in a rule names; null for a number or an address.
    public static @Nullable String name(String contact) {
        return contact.startsWith(MARK) ? contact.substring(MARK.length()) : null;
    }

    /// The number or address that a contact in a rule means: of a person, that of the way, or the
    /// contact itself where there is none. A delivery to that becomes a dead letter with the
    /// reason.
    public String address(String contact, Way way) {
        String name = name(contact);
        Person person = name == null ? null : people.get(name);
        String address = person == null ? null : person.address(way);
        return address == null ? contact : address;
    }

    /// Why a contact in a rule means nobody who is reached in that way, in words; null when it
    /// does.
    public @Nullable String problem(String contact, Way way) {
        String name = name(contact);
        if (name == null) {
            return null;
        }
        Person person = people.get(name);
        if (person == null) {
            return "nobody is called '%s': add the person to the contacts".formatted(name);
        }
        return person.address(way) == null
                ? "'%s' has no %s: add it to the contacts".formatted(name, way.label())
                : null;
    }
}
