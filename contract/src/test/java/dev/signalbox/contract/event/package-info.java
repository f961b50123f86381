@NullMarked
package dev.signalbox.contract.event;

import org.jspecify.annotations.NullMarked;
