@NullMarked
package dev.signalbox.streams;

import org.jspecify.annotations.NullMarked;
