/// The soak: a steady load on Signalbox while one fault after another happens to it.
@NullMarked
package dev.signalbox.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
