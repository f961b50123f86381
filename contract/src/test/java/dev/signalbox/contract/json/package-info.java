@NullMarked
package dev.signalbox.contract.json;

import org.jspecify.annotations.NullMarked;
