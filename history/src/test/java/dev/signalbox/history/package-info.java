@NullMarked
package dev.signalbox.history;

import org.jspecify.annotations.NullMarked;
