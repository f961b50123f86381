package dev.signalbox.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The result of a turn of a benchmark.
///
/// @param rate pieces a second
/// @param cpuNanos time that all cores spent on this process for one piece, the broker included:
///   steadier than rates are on a machine that others use too
record Figures(double rate, double cpuNanos) {
    /// When what is measured began.
    record Start(long nanos, long cpu) {
        static Start now() {
            return new Start(System.nanoTime(), processNanos());
        }

        /// What so many pieces have come to.
        Figures end(long pieces) {
            return new Figures(
                    pieces * 1e9 / (System.nanoTime() - nanos),
                    1.0 * (processNanos() - cpu) / pieces);
        }

        private static long processNanos() {
            return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
    }
}
