/// Events: their key, their form on the topic, and the catalog of known types.
@NullMarked
package dev.signalbox.contract.event;

import org.jspecify.annotations.NullMarked;
