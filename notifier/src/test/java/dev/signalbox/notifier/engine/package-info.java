/// Tests of the delivery engine.
@NullMarked
package dev.signalbox.notifier.engine;

import org.jspecify.annotations.NullMarked;
