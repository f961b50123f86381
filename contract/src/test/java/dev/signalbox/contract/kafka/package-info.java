@NullMarked
package dev.signalbox.contract.kafka;

import org.jspecify.annotations.NullMarked;
