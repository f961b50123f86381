@NullMarked
package dev.signalbox.standalone.tail;

import org.jspecify.annotations.NullMarked;
