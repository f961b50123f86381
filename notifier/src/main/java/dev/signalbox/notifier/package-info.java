/// The room that takes deliveries to their targets and counts them.
@NullMarked
package dev.signalbox.notifier;

import org.jspecify.annotations.NullMarked;
