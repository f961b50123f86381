@NullMarked
package dev.signalbox.contract.topic;

import org.jspecify.annotations.NullMarked;
