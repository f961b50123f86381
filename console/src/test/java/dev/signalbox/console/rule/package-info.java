@NullMarked
package dev.signalbox.console.rule;

import org.jspecify.annotations.NullMarked;
