@NullMarked
package dev.signalbox.console.eventbridge;

import org.jspecify.annotations.NullMarked;
