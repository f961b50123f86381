@NullMarked
package dev.signalbox.contract.acs;

import org.jspecify.annotations.NullMarked;
