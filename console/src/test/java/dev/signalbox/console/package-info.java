@NullMarked
package dev.signalbox.console;

import org.jspecify.annotations.NullMarked;
