/// Addresses and networks, as settings name them.
@NullMarked
package dev.signalbox.contract.net;

import org.jspecify.annotations.NullMarked;
