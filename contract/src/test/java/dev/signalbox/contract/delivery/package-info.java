/// Tests.
@NullMarked
package dev.signalbox.contract.delivery;

import org.jspecify.annotations.NullMarked;
