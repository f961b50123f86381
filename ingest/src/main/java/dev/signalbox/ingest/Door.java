package dev.signalbox.ingest;

/// A way in for events, as the counters name it.
enum Door {
    ACCEPT_DATAWORKS_EVENT("accept-dataworks-event"),
    PUT_EVENTS("put-events"),
    CLOUD_EVENTS("cloud-events"),
    EXTENSION_MESSAGES("extension-messages");

    private final String label;

    Door(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
