@NullMarked
package dev.signalbox.console.trace;

import org.jspecify.annotations.NullMarked;
