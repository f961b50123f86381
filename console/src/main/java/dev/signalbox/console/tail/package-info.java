/// What comes in, shown to those who watch.
@NullMarked
package dev.signalbox.console.tail;

import org.jspecify.annotations.NullMarked;
