@NullMarked
package dev.signalbox.console.quota;

import org.jspecify.annotations.NullMarked;
