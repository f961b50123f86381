/// What people see of the system itself: its processes, topics, keys and settings.
@NullMarked
package dev.signalbox.console.system;

import org.jspecify.annotations.NullMarked;
