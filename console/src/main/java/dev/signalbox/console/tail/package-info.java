/// The tail: events and outcomes, shown while they come in.
@NullMarked
package dev.signalbox.console.tail;

import org.jspecify.annotations.NullMarked;
