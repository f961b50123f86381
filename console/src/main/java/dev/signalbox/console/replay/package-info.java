/// The wing of the console for replays: orders, their state, and the acts that change it.
@NullMarked
package dev.signalbox.console.replay;

import org.jspecify.annotations.NullMarked;
