/// The delivery engine: takes deliveries from their topic, into lanes, to attempts.
@NullMarked
package dev.signalbox.notifier.engine;

import org.jspecify.annotations.NullMarked;
