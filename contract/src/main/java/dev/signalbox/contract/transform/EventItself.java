package dev.signalbox.contract.transform;

/// Sends the event as it is.
record EventItself() implements Transformer {
    @Override
    public boolean writesObject() {
        return false;
    }

    @Override
    public Transformed apply(byte[] event) {
        return new Transformed.Body(event, Transformed.Format.EVENT);
    }
}
