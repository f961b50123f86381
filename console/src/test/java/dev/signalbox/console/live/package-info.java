@NullMarked
package dev.signalbox.console.live;

import org.jspecify.annotations.NullMarked;
