/// The numbers of the processes: what each counts and publishes on `signalbox.stats`, and how that
/// is read.
@NullMarked
package dev.signalbox.contract.stats;

import org.jspecify.annotations.NullMarked;
