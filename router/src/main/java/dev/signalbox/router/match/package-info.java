/// The rule index: finds the rules that an event matches.
@NullMarked
package dev.signalbox.router.match;

import org.jspecify.annotations.NullMarked;
