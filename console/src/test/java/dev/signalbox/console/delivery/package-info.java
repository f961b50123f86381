@NullMarked
package dev.signalbox.console.delivery;

import org.jspecify.annotations.NullMarked;
