package dev.signalbox.standalone;

import java.io.Serial;

/// A command line that cannot be done; the message says what is wrong with it.
final class WrongUse extends Exception {
    @Serial private static final long serialVersionUID = 1;

    WrongUse(String reason) {
        super(reason);
    }
}
