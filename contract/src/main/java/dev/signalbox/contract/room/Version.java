package dev.signalbox.contract.room;

/// The version of this Signalbox.
public final class Version {
    private Version() {}

    /// The version that the jar has, such as `1.2.0`; `dev` where classes run without one.
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
