package dev.signalbox.contract.transform;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends a text with values of the event put in.
final class FilledTemplate implements Transformer {
    static final Transformed.Failed TOO_LARGE =
            new Transformed.Failed(
                    "the transform makes more than %,d bytes of this event".formatted(LARGEST));
    static final Transformed.Failed NO_JSON =
            new Transformed.Failed(
                    "the event is no JSON object, and the transform wants a part of it");

    private static final int USUAL_VALUE = 64;

    /// A stretch of the template.
    sealed interface Piece {
        /// Text that is the same for every event.
        @SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
        record Fixed(byte[] text) implements Piece {}

        /// Where a value goes as people read it.
        record AsText(int path) implements Piece {}

        /// Where a value goes within the quotes of a JSON text.
        record InQuotes(int path) implements Piece {}

        /// Where a value goes as a JSON value.
        record AsJson(int path) implements Piece {}
    }

    private final List<Piece> pieces;
    private final PathTree tree;
    private final boolean json;
    private final int expected;

    /// @param paths what the pieces name by number
    /// @param json whether it makes JSON of every event
    FilledTemplate(List<Piece> pieces, List<EventPath> paths, boolean json) {
        this.pieces = List.copyOf(pieces);
        tree = new PathTree(paths);
        this.json = json;
        int sum = 0;
        for (Piece piece : pieces) {
            sum += piece instanceof Piece.Fixed fixed ? fixed.text().length : USUAL_VALUE;
        }
        expected = sum;
    }

    @Override
    public boolean writesObject() {
        return json
                && pieces.getFirst() instanceof Piece.Fixed first
                && JsonText.startsObject(first.text());
    }

    @Override
    public Transformed apply(byte[] event) {
        var out = new Output(expected);
        try {
            @Nullable EventValue[] values = tree.find(event);
            for (Piece piece : pieces) {
                write(piece, values, out);
                if (out.isFull()) {
                    return TOO_LARGE;
                }
            }
        } catch (IOException e) {
            return NO_JSON;
        }
        byte[] bytes = out.toBytes();
        return new Transformed.Body(bytes, json ? Transformed.Format.JSON : JsonText.format(bytes));
    }

    private static void write(Piece piece, @Nullable EventValue[] values, Output out)
            throws IOException {
        switch (piece) {
            case Piece.Fixed fixed -> out.write(fixed.text());
            case Piece.AsText place -> {
                EventValue value = values[place.path()];
                if (value != null) {
                    value.text(out);
                }
            }
            case Piece.InQuotes place -> {
                EventValue value = values[place.path()];
                if (value != null) {
                    value.quoted(out);
                }
            }
            case Piece.AsJson place -> {
                EventValue value = values[place.path()];
                if (value == null) {
                    out.write(JsonText.NULL);
                } else {
                    value.json(out);
                }
            }
        }
    }
}
