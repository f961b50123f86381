/// HTTP targets: Standard Webhooks by POST, guarded against private addresses.
@NullMarked
package dev.signalbox.notifier.http;

import org.jspecify.annotations.NullMarked;
