@NullMarked
package dev.signalbox.contract.health;

import org.jspecify.annotations.NullMarked;
