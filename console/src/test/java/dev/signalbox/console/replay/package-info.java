/// Tests of the wing for replays.
@NullMarked
package dev.signalbox.console.replay;

import org.jspecify.annotations.NullMarked;
