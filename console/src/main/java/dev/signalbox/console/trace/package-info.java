/// Past events: the search for them, and the way of each from its acceptance to its receivers.
@NullMarked
package dev.signalbox.console.trace;

import org.jspecify.annotations.NullMarked;
