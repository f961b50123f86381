/// Backtests: what rules would have sent of the events of a past period.
@NullMarked
package dev.signalbox.console.backtest;

import org.jspecify.annotations.NullMarked;
