/// The health of targets: which of them fail, which are disabled, and why.
@NullMarked
package dev.signalbox.contract.health;

import org.jspecify.annotations.NullMarked;
