@NullMarked
package dev.signalbox.contract.transform;

import org.jspecify.annotations.NullMarked;
