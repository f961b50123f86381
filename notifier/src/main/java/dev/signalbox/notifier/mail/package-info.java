/// E-mail: what is written, and how it is handed to a mail server.
@NullMarked
package dev.signalbox.notifier.mail;

import org.jspecify.annotations.NullMarked;
