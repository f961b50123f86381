/// Deliveries on their way to targets, their attempts and their outcomes.
@NullMarked
package dev.signalbox.contract.delivery;

import org.jspecify.annotations.NullMarked;
