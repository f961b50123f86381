@NullMarked
package dev.signalbox.contract.settings;

import org.jspecify.annotations.NullMarked;
