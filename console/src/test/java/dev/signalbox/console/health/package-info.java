@NullMarked
package dev.signalbox.console.health;

import org.jspecify.annotations.NullMarked;
