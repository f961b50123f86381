/// The state of targets: their lag and what is wrong with them, on `/metrics` and in the API.
@NullMarked
package dev.signalbox.notifier.health;

import org.jspecify.annotations.NullMarked;
