/// The month's counters of an account.
@NullMarked
package dev.signalbox.contract.usage;

import org.jspecify.annotations.NullMarked;
