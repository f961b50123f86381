@NullMarked
package dev.signalbox.notifier.health;

import org.jspecify.annotations.NullMarked;
