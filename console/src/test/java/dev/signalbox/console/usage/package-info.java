@NullMarked
package dev.signalbox.console.usage;

import org.jspecify.annotations.NullMarked;
