package dev.signalbox.notifier.message;

/// One line of a message, such as `Status: failed`. Name and value are [PlainText].
public record Fact(String name, String value) {
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_VALUE = 300;

    /// Makes plain text of both.
    public Fact {
        name = PlainText.line(name, LONGEST_NAME);
        value = PlainText.line(value, LONGEST_VALUE);
    }
}
