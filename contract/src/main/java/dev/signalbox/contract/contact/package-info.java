/// Whom messages go to: e-mail addresses and phone numbers, checked in one place for all rooms.
@NullMarked
package dev.signalbox.contract.contact;

import org.jspecify.annotations.NullMarked;
