/// The rule index: finds the rules that an event matches, and where each of them sends it.
@NullMarked
package dev.signalbox.contract.match;

import org.jspecify.annotations.NullMarked;
