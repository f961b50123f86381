@NullMarked
package dev.signalbox.contract.contact;

import org.jspecify.annotations.NullMarked;
