package dev.signalbox.contract.contact;

import java.util.Locale;

/// A way in which a person is reached.
public enum Way {
    SMS,
    VOICE,
    EMAIL;

    /// The name in JSON, such as `sms`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Checks a number or an address.
    ///
    /// @throws IllegalArgumentException saying what it must be
    public void check(String address) {
        var _ =
                switch (this) {
                    case SMS -> PhoneNumber.parse(address);
                    case VOICE -> PhoneNumber.parseMainland(address);
                    case EMAIL -> EmailAddress.parse(address);
                };
    }
}
