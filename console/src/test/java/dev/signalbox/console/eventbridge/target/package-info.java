@NullMarked
package dev.signalbox.console.eventbridge.target;

import org.jspecify.annotations.NullMarked;
