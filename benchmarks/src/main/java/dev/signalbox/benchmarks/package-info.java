/// Measurements of Signalbox, each beside a baseline in the same run.
@NullMarked
package dev.signalbox.benchmarks;

import org.jspecify.annotations.NullMarked;
