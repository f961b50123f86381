@NullMarked
package dev.signalbox.console.tail;

import org.jspecify.annotations.NullMarked;
