/// What a session of a person at the page is made of: its token and the cookie that holds it.
@NullMarked
package dev.signalbox.web.session;

import org.jspecify.annotations.NullMarked;
