/// The spans of an event's way, as the rooms see them; who collects them is not known here.
@NullMarked
package dev.signalbox.contract.tracing;

import org.jspecify.annotations.NullMarked;
