package dev.signalbox.standalone.command;

import dev.signalbox.standalone.Server;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ExitCode;

/// A server that runs until the process is asked to stop.
final class RunningServer {
    private RunningServer() {}

    /// Starts a server, prints its address when it is ready, and closes it when the process ends.
    static int untilStopped(Server.Starter starter, PrintStream out) throws InterruptedException {
        var stopped = new CountDownLatch(1);
        Server server = starter.start();
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("signalbox-stop")
                                .unstarted(() -> {
                                    server.close();
                                    stopped.countDown();
                                }));
        out.println(server.readyLine());
        out.flush();
        stopped.await();
        return ExitCode.OK;
    }
}
