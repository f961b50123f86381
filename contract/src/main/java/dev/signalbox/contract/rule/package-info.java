/// Buses, rules and targets, how they are kept on the topic, and the reader that follows it.
@NullMarked
package dev.signalbox.contract.rule;

import org.jspecify.annotations.NullMarked;
