/// Replays at the command line: what is asked for, and what is printed of them.
@NullMarked
package dev.signalbox.standalone.replay;

import org.jspecify.annotations.NullMarked;
