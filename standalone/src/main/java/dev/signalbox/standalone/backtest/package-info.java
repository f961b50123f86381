/// Backtests on the command line: what is sent of a file, and what is printed of the answer.
@NullMarked
package dev.signalbox.standalone.backtest;

import org.jspecify.annotations.NullMarked;
