@NullMarked
package dev.signalbox.contract.net;

import org.jspecify.annotations.NullMarked;
