/// HTTP targets: Standard Webhooks by POST, guarded against addresses that are nobody else's.
@NullMarked
package dev.signalbox.notifier.http;

import org.jspecify.annotations.NullMarked;
