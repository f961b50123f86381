package dev.signalbox.web.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;

/// The form of a stream on the wire.
enum StreamForm {
    /// Server-sent events: the kind is the event's name, the JSON its data.
    EVENTS("text/event-stream", ":\n\n") {
        @Override
        void write(StreamItem item, ByteArrayOutputStream out) {
            out.writeBytes(("event: " + item.kind() + "\ndata: ").getBytes(UTF_8));
            out.writeBytes(item.json());
            out.writeBytes("\n\n".getBytes(UTF_8));
        }
    },

    /// JSON objects, one a line, with the kind as their first field.
    LINES("application/x-ndjson", "\n") {
        @Override
        void write(StreamItem item, ByteArrayOutputStream out) {
            byte[] json = item.json();
            boolean empty = json.length == 2;
            out.writeBytes(
                    "{\"kind\":\"%s\"%s".formatted(item.kind(), empty ? "" : ",").getBytes(UTF_8));
            out.write(json, 1, json.length - 1);
            out.write('\n');
        }
    };

    private final String contentType;
    private final String signOfLife;

    StreamForm(String contentType, String signOfLife) {
        this.contentType = contentType;
        this.signOfLife = signOfLife;
    }

    /// The form that the request asks for by `Accept`: lines of JSON unless it names server-sent
    /// events.
    static StreamForm of(ServerRequest request) {
        MediaType events = MediaTypes.TEXT_EVENT_STREAM;
        for (HttpMediaType accepted : request.headers().acceptedTypes()) {
            if (accepted.mediaType().type().equalsIgnoreCase(events.type())
                    && accepted.mediaType().subtype().equalsIgnoreCase(events.subtype())) {
                return EVENTS;
            }
        }
        return LINES;
    }

    String contentType() {
        return contentType;
    }

    /// The sign of life of a stream: a comment, or an empty line.
    byte[] signOfLife() {
        return signOfLife.getBytes(UTF_8);
    }

    abstract void write(StreamItem item, ByteArrayOutputStream out);
}
