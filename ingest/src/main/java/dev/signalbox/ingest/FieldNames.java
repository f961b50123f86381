package dev.signalbox.ingest;

/// The names by which the senders of an envelope know the attributes of an event; messages about
/// what is wrong use them.
interface FieldNames {
    /// As CloudEvents has them in JSON.
    FieldNames ATTRIBUTES = attribute -> attribute;

    /// As CloudEvents has them in HTTP headers.
    FieldNames HEADERS =
            attribute -> attribute.equals("datacontenttype") ? "content-type" : "ce-" + attribute;

    /// The sender's name for an attribute.
    String of(String attribute);
}
