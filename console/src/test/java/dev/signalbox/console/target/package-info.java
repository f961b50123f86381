@NullMarked
package dev.signalbox.console.target;

import org.jspecify.annotations.NullMarked;
