package dev.signalbox.web;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Ids of requests. They need be distinct, not secret, and so cost little.
final class RequestIds {
    private RequestIds() {}

    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
