@NullMarked
package dev.signalbox.contract.stats;

import org.jspecify.annotations.NullMarked;
