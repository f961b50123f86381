package dev.signalbox.contract.tracing;

/// Records the hops of events for whoever collects them. Contexts are in the form of W3C's header
/// `traceparent`; one that is empty or cannot be read counts as none.
///
/// May be used by any thread.
public interface Tracing extends AutoCloseable {
    /// The name of the header that a context has, in HTTP and in Kafka. In Kafka it is the hop's,
    /// and apart from the attribute `traceparent` that a CloudEvent may have: that is its
    /// creator's, and never changed.
    String HEADER = "traceparent";

    /// Records nothing.
    Tracing OFF =
            new Tracing() {
                @Override
                public boolean on() {
                    return false;
                }

                @Override
                public Hop begin(String name, String parent, String link) {
                    return Hop.NONE;
                }

                @Override
                public void close() {}
            };

    /// Whether anything is recorded. Where nothing is, callers need not prepare a hop.
    boolean on();

    /// Begins a hop.
    ///
    /// @param name what is done: `accept`, `route`, `replay` or `attempt`
    /// @param parent the context of the hop before; none begins a new trace
    /// @param link a context of another trace that this one has to do with
    Hop begin(String name, String parent, String link);

    /// Sends what has not been sent yet.
    @Override
    void close();

    /// A hop under way.
    interface Hop {
        /// One that is not recorded.
        Hop NONE =
                new Hop() {
                    @Override
                    public String context() {
                        return "";
                    }

                    @Override
                    public Hop with(String name, String value) {
                        return this;
                    }

                    @Override
                    public void end(String problem) {}
                };

        /// Its context, for what follows.
        String context();

        /// Notes an attribute of it.
        Hop with(String name, String value);

        /// It is over.
        ///
        /// @param problem why it failed; empty where it did not
        void end(String problem);
    }
}
