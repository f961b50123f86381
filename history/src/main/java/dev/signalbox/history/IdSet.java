package dev.signalbox.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The set of the events already met, by their ids: each account, bus, scope and id counts once.
///
/// It remembers the first 128 bits of SHA-256 over an id's text, a hash that cannot be aimed at. An
/// id that is unique within a scope is remembered together with it. Events accepted by builds that
/// knew no scopes are remembered by the id alone, and one with a scope that was met in that form
/// was met.
///
/// An id costs 24 to 48 bytes: up to 16 MB in memory, which is some 700,000 ids, and beyond that in
/// a file that the operating system keeps in memory as far as there is room. The file is gone when
/// the set is closed or the process ends. While it grows, it needs one and a half times its size.
///
/// Used by one thread.
public final class IdSet implements AutoCloseable {
    /// The number of ids that a set holds where its maker does not say: 12 GB on disk at most.
    public static final long MOST = 500_000_000;

    private final MessageDigest sha256 = sha256();
    private final long most;
    private final IdTable table;

    /// @param folder where the file of a large set is made
    public IdSet(Path folder) {
        this(folder, MOST);
    }

    /// @param folder where the file of a large set is made
    /// @param most how many ids it may hold
    public IdSet(Path folder, long most) {
        this.most = most;
        table = new IdTable(folder);
    }

    /// Adds an event.
    ///
    /// @return whether it had not been met
    /// @throws IllegalStateException when there are too many, or the disk has no room for more
    public boolean add(KeptEvent event) {
        return add(event.key(), event.idScope());
    }

    /// Adds an event.
    ///
    /// @param key the record's key
    /// @param scope what its id is unique within; empty for its bus
    /// @return whether it had not been met
    /// @throws IllegalStateException when there are too many, or the disk has no room for more
    public boolean add(byte[] key, String scope) {
        if (table.size() >= most) {
            throw new IllegalStateException(
                    "there are more than " + most + " events; choose a shorter period");
        }
        sha256.update(key);
        if (!scope.isEmpty()) {
            sha256.update((byte) 0); // which neither the key nor the scope holds
            sha256.update(scope.getBytes(UTF_8));
            ByteBuffer scoped = ByteBuffer.wrap(sha256.digest());
            sha256.update(key);
            ByteBuffer bare = ByteBuffer.wrap(sha256.digest());
            if (table.contains(bare.getLong(), bare.getLong())) {
                return false;
            }
            return table.add(scoped.getLong(), scoped.getLong());
        }
        ByteBuffer bare = ByteBuffer.wrap(sha256.digest());
        return table.add(bare.getLong(), bare.getLong());
    }

    /// Whether an id without a scope is there.
    public boolean contains(byte[] key) {
        sha256.update(key);
        ByteBuffer bare = ByteBuffer.wrap(sha256.digest());
        return table.contains(bare.getLong(), bare.getLong());
    }

    /// How many ids there are.
    public long size() {
        return table.size();
    }

    /// Forgets all, and removes the file.
    @Override
    public void close() {
        table.close();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
