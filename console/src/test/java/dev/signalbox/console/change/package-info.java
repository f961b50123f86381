@NullMarked
package dev.signalbox.console.change;

import org.jspecify.annotations.NullMarked;
