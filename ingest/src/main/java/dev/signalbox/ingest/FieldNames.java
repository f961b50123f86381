package dev.signalbox.ingest;

/// How the senders of an envelope write the attributes of an event: what is wrong is told to them
/// by these names.
interface FieldNames {
    /// As CloudEvents has them in JSON.
    FieldNames ATTRIBUTES = attribute -> attribute;

    /// As CloudEvents has them in HTTP headers.
    FieldNames HEADERS =
            attribute -> attribute.equals("datacontenttype") ? "content-type" : "ce-" + attribute;

    /// The sender's name for an attribute.
    String of(String attribute);
}
