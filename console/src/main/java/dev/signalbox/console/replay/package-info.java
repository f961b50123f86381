/// The wing of the console for replays: ordering them, watching them, and what they may be told.
@NullMarked
package dev.signalbox.console.replay;

import org.jspecify.annotations.NullMarked;
