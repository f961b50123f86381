package dev.signalbox.benchmarks;

/// Brings something to the speed that it keeps: it runs in pieces until two of them in a row were
/// no faster than the best before. On two cores, which the compiler shares with what it compiles,
/// that takes a minute or two, and what is measured earlier is mostly the compiler.
final class WarmUp {
    private static final int FEWEST = 4;
    private static final int MOST = 10;
    private static final double NO_FASTER = 1.03;

    private WarmUp() {}

    /// One piece of it.
    @FunctionalInterface
    interface Piece<E extends Exception> {
        /// Runs it.
        ///
        /// @return how fast it was, in whatever unit
        double run() throws E, InterruptedException;
    }

    /// Runs pieces until they become no faster.
    static <E extends Exception> void untilNoFaster(Piece<E> piece) throws E, InterruptedException {
        double best = 0;
        int noFaster = 0;
        for (int i = 0; i < FEWEST || (noFaster < 2 && i < MOST); i++) {
            double rate = piece.run();
            noFaster = rate < best * NO_FASTER ? noFaster + 1 : 0;
            best = Math.max(best, rate);
        }
    }
}
