@NullMarked
package dev.signalbox.console.page;

import org.jspecify.annotations.NullMarked;
