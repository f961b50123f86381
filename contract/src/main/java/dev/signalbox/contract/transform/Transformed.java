package dev.signalbox.contract.transform;

/// The result of a transform.
public sealed interface Transformed {
    /// The text that is to be sent.
    ///
    /// @param bytes not to be changed; for [Format#EVENT] those of the event itself
    /// @param format what they are
    @SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
    record Body(byte[] bytes, Format format) implements Transformed {}

    /// Nothing could be made of this event.
    ///
    /// @param reason why, in a sentence without anything of the event
    record Failed(String reason) implements Transformed {}

    /// The kind of a body.
    enum Format {
        /// The CloudEvent as it is.
        EVENT("application/cloudevents+json"),
        /// JSON.
        JSON("application/json"),
        /// A text in UTF-8.
        TEXT("text/plain;charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /// The value of the header `content-type`.
        public String contentType() {
            return contentType;
        }
    }
}
