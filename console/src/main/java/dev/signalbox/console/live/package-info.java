/// What people see live: the numbers of all processes, and how the system is.
@NullMarked
package dev.signalbox.console.live;

import org.jspecify.annotations.NullMarked;
