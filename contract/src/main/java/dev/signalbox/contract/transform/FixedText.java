package dev.signalbox.contract.transform;

/// Sends the same for every event.
record FixedText(Transformed.Body body) implements Transformer {
    static FixedText of(byte[] text) {
        return new FixedText(new Transformed.Body(text, JsonText.format(text)));
    }

    @Override
    public boolean writesObject() {
        return body.format() == Transformed.Format.JSON && JsonText.startsObject(body.bytes());
    }

    @Override
    public Transformed apply(byte[] event) {
        return body;
    }
}
