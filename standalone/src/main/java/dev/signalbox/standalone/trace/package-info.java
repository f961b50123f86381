/// The texts that the command line prints of past events.
@NullMarked
package dev.signalbox.standalone.trace;

import org.jspecify.annotations.NullMarked;
