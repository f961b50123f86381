package dev.signalbox.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.change.ChangeLog;
import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// `signalbox.rules`, or another such topic, in memory, shared by the consoles of a test. A
/// console's reader sees a record only when it waits for it, and so is as far behind as a reader
/// can be.
public final class MemoryLog {
    private final Topic topic;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private @Nullable Object writer;
    private boolean away;
    private boolean answerLost;
    private @Nullable Runnable beforeNextAppend;

    public MemoryLog() {
        this(Topic.RULES);
    }

    public MemoryLog(Topic topic) {
        this.topic = topic;
    }

    /// Opens the log for a console that writes.
    public ChangeLog open() {
        return new Writer();
    }

    /// Makes the reader of a console.
    public ChangeQueue.Reader reader(Rulebook book) {
        return reader(book::apply);
    }

    /// Makes the reader of a console.
    ///
    /// @param book takes each record
    public ChangeQueue.Reader reader(Consumer<ConsumerRecord<byte[], byte[]>> book) {
        return new ChangeQueue.Reader() {
            private int position;

            @Override
            public synchronized boolean awaitPosition(long wanted, Duration patience) {
                while (position < wanted) {
                    apply(record(position++));
                }
                return true;
            }

            // Like a follower of the topic: what cannot be read is passed over.
            private void apply(ConsumerRecord<byte[], byte[]> item) {
                try {
                    book.accept(item);
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageContaining("cannot be read");
                }
            }
        };
    }

    /// Stops or starts answering.
    public synchronized void away(boolean away) {
        this.away = away;
    }

    /// Runs something once, after the next writer has decided and before it appends.
    public synchronized void beforeNextAppend(Runnable action) {
        beforeNextAppend = action;
    }

    /// Writes the next record, but answers its writer with a failure.
    public synchronized void loseTheNextAnswer() {
        answerLost = true;
    }

    /// A log that comes back whenever somebody takes it over.
    public ChangeLog back(ChangeLog inner) {
        return new ChangeLog() {
            @Override
            public void takeOver() throws Unavailable {
                away(false);
                inner.takeOver();
            }

            @Override
            public long end() throws Unavailable {
                return inner.end();
            }

            @Override
            public long append(String key, byte @Nullable [] value) throws Fenced, Unavailable {
                return inner.append(key, value);
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }

    /// Writes what no console of this version would.
    public synchronized void write(String key, String value) {
        records.add(
                new ConsumerRecord<>(
                        topic.topicName(),
                        0,
                        records.size(),
                        key.getBytes(UTF_8),
                        value.getBytes(UTF_8)));
    }

    public synchronized int size() {
        return records.size();
    }

    /// All keys and values, as text.
    public synchronized String dump() {
        var text = new StringBuilder();
        for (var item : records) {
            text.append(new String(item.key(), UTF_8)).append('=');
            text.append(item.value() == null ? "null" : new String(item.value(), UTF_8));
            text.append('\n');
        }
        return text.toString();
    }

    private synchronized ConsumerRecord<byte[], byte[]> record(int position) {
        return records.get(position);
    }

    private synchronized void answer() throws ChangeLog.Unavailable {
        if (away) {
            throw new ChangeLog.Unavailable(new IllegalStateException("away"));
        }
    }

    private synchronized @Nullable Runnable takeHook() {
        Runnable hook = beforeNextAppend;
        beforeNextAppend = null;
        return hook;
    }

    private final class Writer implements ChangeLog {
        @Override
        public void takeOver() throws Unavailable {
            answer();
            synchronized (MemoryLog.this) {
                writer = this;
            }
        }

        @Override
        public long end() throws Unavailable {
            answer();
            return size();
        }

        @Override
        @SuppressWarnings("NullAway") // Kafka's records without a value are not annotated
        public long append(String key, byte @Nullable [] value) throws Fenced, Unavailable {
            Runnable hook = takeHook();
            if (hook != null) {
                hook.run();
            }
            answer();
            synchronized (MemoryLog.this) {
                if (writer != this) {
                    throw new Fenced(new IllegalStateException("fenced"));
                }
                records.add(
                        new ConsumerRecord<>(
                                topic.topicName(), 0, records.size(), key.getBytes(UTF_8), value));
                if (answerLost) {
                    answerLost = false;
                    throw new Unavailable(new IllegalStateException("the answer was lost"));
                }
                return records.size();
            }
        }

        @Override
        public void close() {}
    }
}
