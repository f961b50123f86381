package dev.signalbox.contract.rule;

import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encrypts and decrypts the secrets of rules with AES-256-GCM under the keys of one file. The last
/// line's key encrypts, every key decrypts: a key is rotated by adding a line. A secret is bound to
/// the rule that holds it, so that it cannot be moved to another.
///
/// A secret names the key that it was sealed with by its fingerprint, so that no other key is ever
/// taken for it. A vault is opened only if its keys open all rules there are: a room without them
/// does not start, instead of failing each delivery.
///
/// The file is read again when it has changed, before a secret is sealed and when one was sealed
/// under a key that is not known yet. A key that was taken out of it, or a file that cannot be read
/// any more, changes nothing until the next start, but [#missing] and [#keysNotInFile] show it.
public final class Vault {
    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Path file;
    private final SecureRandom random = new SecureRandom();
    private final SealedRules sealedRules = new SealedRules();

    /// All keys that were ever in the file since the start; the last one encrypts.
    private volatile SecretKeys known;

    /// The keys that the file holds now.
    private volatile SecretKeys inFile;

    private volatile List<String> reported = List.of();

    private Vault(Path file, SecretKeys keys) {
        this.file = file;
        known = keys;
        inFile = keys;
    }

    /// Checks the file of keys before anything is started or waited for; one that is not there may
    /// be made later.
    ///
    /// @throws IllegalStateException when it is spoiled or cannot be read
    public static void check(Settings settings) {
        Path file = settings.secretKeys();
        if (file != null) {
            SecretKeys.read(file);
        }
    }

    /// Opens the file that the settings name. In standalone a key is made where there is none and
    /// no rule needs one; only its owner may read the file.
    ///
    /// @param rules the rules that the keys must open; watched from then on
    /// @throws IllegalStateException when no file is named, it cannot be used, or rules are sealed
    ///   with a key that it neither holds nor declares lost
    public static Vault open(Settings settings, Rulebook rules) {
        Path file = settings.secretKeys();
        if (file == null) {
            throw new IllegalStateException(
                    "SIGNALBOX_SECRET_KEYS names no file of keys for the secrets of rules");
        }
        var vault = new Vault(file, SecretKeys.read(file));
        vault.requireKeysFor(rules);
        if (vault.known.keys().isEmpty()) {
            vault.makeKey(settings.standalone());
        }
        warnWhereOthersMayRead(file);
        rules.listen(vault.sealedRules);
        return vault;
    }

    private void makeKey(boolean standalone) {
        if (!standalone) {
            throw new IllegalStateException(
                    "SIGNALBOX_SECRET_KEYS: %s %s"
                            .formatted(
                                    file, Files.exists(file) ? "holds no key" : "does not exist"));
        }
        known = known.withNewKey(file);
        inFile = known;
    }

    private void requireKeysFor(Rulebook rules) {
        var without = new SealedRules();
        rules.forEach(rule -> without.add(rule, secret -> lacksKeyOf(rule.key(), secret)));
        if (!without.isEmpty()) {
            throw new IllegalStateException(
                    "%s %s: restore that file from a backup. If it is lost for good: %s, start, and give the targets their secrets again (docs/operations.md, \"When the keys are lost\")"
                            .formatted(
                                    file,
                                    Files.exists(file)
                                            ? "does not hold " + without.inWords()
                                            : "does not exist, and held " + without.inWords(),
                                    without.keyNames().stream()
                                            .map(name -> "add the line '%s:lost'".formatted(name))
                                            .reduce((a, b) -> a + " and " + b)
                                            .orElseThrow()));
        }
    }

    /// Whether a secret was sealed with a key that is neither here nor declared lost.
    private boolean lacksKeyOf(RuleKey rule, SealedSecret secret) {
        String name = secret.keyName();
        if (known.lost().contains(name)) {
            return false;
        }
        List<SecretKeys.Key> candidates = known.candidates(name);
        if (candidates.stream().anyMatch(key -> key.hasSealed(name))) {
            return false;
        }
        byte @Nullable [] box = box(secret);
        return box != null && candidates.stream().allMatch(key -> opened(key, box, rule) == null);
    }

    private static void warnWhereOthersMayRead(Path file) {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            if (view != null
                    && view.readAttributes()
                            .permissions()
                            .contains(PosixFilePermission.OTHERS_READ)) {
                LOG.atWarn()
                        .addKeyValue("file", file)
                        .log("every user of this machine may read the keys of rules' secrets");
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("file", file).log("who may read it cannot be seen");
        }
    }

    /// Takes up keys that were added to the file.
    private synchronized void refresh() {
        SecretKeys.Stamp stamp = SecretKeys.Stamp.of(file);
        if (stamp.equals(inFile.stamp())) {
            return;
        }
        // Read once, whether or not it can be used.
        inFile = new SecretKeys(List.of(), inFile.lost(), stamp);
        try {
            SecretKeys found = SecretKeys.read(file);
            if (found.keys().isEmpty()) {
                throw new IllegalStateException(file + " holds no key");
            }
            // The last key encrypts: it stays while the file lacks keys that rules need.
            boolean spoiled = !sealedRules.without(found).isEmpty();
            var all = new LinkedHashSet<>(spoiled ? found.keys() : known.keys());
            List<SecretKeys.Key> last = spoiled ? known.keys() : found.keys();
            last.forEach(all::remove);
            all.addAll(last);
            known = new SecretKeys(List.copyOf(all), found.lost(), stamp);
            inFile = found;
            LOG.atInfo()
                    .addKeyValue("keys", found.keys().stream().map(SecretKeys.Key::name).toList())
                    .addKeyValue("current", found.current().name())
                    .log("read the keys of rules' secrets again");
        } catch (IllegalStateException e) {
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("the keys of rules' secrets cannot be read again; those known still hold");
        }
    }

    /// The keys that rules need and this process does not have, in words; empty when there is none.
    public List<String> missing() {
        keysNotInFile();
        return sealedRules.without(known).stream()
                .map(words -> "%s does not hold %s".formatted(file, words))
                .toList();
    }

    /// How many keys rules need and the file does not hold, though this process may still have
    /// them. Above zero, the next start is refused.
    public int keysNotInFile() {
        refresh();
        List<String> gone = sealedRules.without(inFile);
        if (!gone.equals(reported)) {
            reported = gone;
            if (!gone.isEmpty()) {
                LOG.atError()
                        .addKeyValue("file", file)
                        .addKeyValue("keys", gone)
                        .log(
                                "the file does not hold keys that rules need: restore it, or the"
                                        + " next start is refused");
            }
        }
        return gone.size();
    }

    /// Whether a secret was sealed under the key that encrypts now.
    public boolean isCurrent(SealedSecret secret) {
        return known.current().hasSealed(secret.keyName());
    }

    /// Encrypts a secret of a rule.
    public SealedSecret seal(RuleKey rule, String secret) {
        refresh();
        SecretKeys.Key key = known.current();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, key.key(), nonce, rule)
                            .doFinal(secret.getBytes(StandardCharsets.UTF_8));
            ByteBuffer both =
                    ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed);
            return new SealedSecret(
                    SealedSecret.PREFIX
                            + key.name()
                            + ":"
                            + Base64.getEncoder().withoutPadding().encodeToString(both.array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java encrypts with AES-GCM", e);
        }
    }

    /// Decrypts a secret of a rule.
    ///
    /// @throws IllegalStateException when its key is not in the file, it was sealed for another
    ///   rule, or it is damaged
    public String open(RuleKey rule, SealedSecret secret) {
        byte @Nullable [] box = box(secret);
        if (box == null) {
            throw new IllegalStateException("a secret of rule %s is damaged".formatted(rule));
        }
        String name = secret.keyName();
        if (known.candidates(name).isEmpty()) {
            refresh();
        }
        List<SecretKeys.Key> candidates = known.candidates(name);
        for (SecretKeys.Key key : candidates) {
            String text = opened(key, box, rule);
            if (text != null) {
                return text;
            }
        }
        String problem =
                known.lost().contains(name)
                        ? "a secret of rule %s is sealed with the lost key '%s': give it again"
                        : candidates.isEmpty()
                                ? "a secret of rule %s needs the key '%s', which"
                                        + " SIGNALBOX_SECRET_KEYS does not hold"
                                : "a secret of rule %s does not open with key '%s'";
        throw new IllegalStateException(problem.formatted(rule, name));
    }

    /// The nonce and the encrypted text, or null when there cannot be both.
    private static byte @Nullable [] box(SealedSecret secret) {
        try {
            byte[] box =
                    Base64.getDecoder()
                            .decode(
                                    secret.text()
                                            .substring(
                                                    SealedSecret.PREFIX.length()
                                                            + secret.keyName().length()
                                                            + 1));
            return box.length < NONCE_BYTES + TAG_BITS / Byte.SIZE ? null : box;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String opened(SecretKeys.Key key, byte[] box, RuleKey rule) {
        try {
            byte[] nonce = Arrays.copyOf(box, NONCE_BYTES);
            return new String(
                    cipher(Cipher.DECRYPT_MODE, key.key(), nonce, rule)
                            .doFinal(box, NONCE_BYTES, box.length - NONCE_BYTES),
                    StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java decrypts AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, RuleKey rule)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(rule.toString().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
