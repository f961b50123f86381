@NullMarked
package dev.signalbox.contract.room;

import org.jspecify.annotations.NullMarked;
