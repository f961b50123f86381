@NullMarked
package dev.signalbox.console.backtest;

import org.jspecify.annotations.NullMarked;
