package dev.signalbox.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A sink that costs next to nothing: nginx, which answers 204 and counts.
final class Nginx implements AutoCloseable {
    private static final String CONFIGURATION =
            """
            daemon off;
            pid nginx.pid;
            worker_processes 1;
            error_log stderr crit;
            events { worker_connections 4096; }
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                keepalive_requests 100000000;
                client_body_buffer_size 64k;
                server {
                    listen 127.0.0.1:%d backlog=4096;
                    location /status { stub_status; }
                    location / { return 204; }
                }
            }
            """;

    /// The third number of stub_status: requests handled, those for the status among them.
    private static final Pattern REQUESTS = Pattern.compile("\\s(\\d+)\\s+(\\d+)\\s+(\\d+)\\s");

    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    private long statusCalls;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Whether nginx is installed.
    static boolean installed() {
        return Tools.installed("nginx");
    }

    static Nginx start(Path folder) throws IOException, InterruptedException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, CONFIGURATION.formatted(port));
        Process process =
                new ProcessBuilder("nginx", "-p", folder.toString(), "-c", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("nginx.log").toFile())
                        .start();
        var nginx = new Nginx(process, port);
        for (int patience = 50; patience > 0; patience--) {
            try {
                nginx.requests();
                return nginx;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        process.destroy();
        throw new IOException(
                "nginx did not start: " + Files.readString(folder.resolve("nginx.log")));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port + "/hook");
    }

    /// How many requests it has had, these look-ups left out.
    long requests() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url().resolve("/status")).build();
        String text = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        statusCalls++;
        Matcher numbers = REQUESTS.matcher(text);
        if (!numbers.find()) {
            throw new IOException("nginx has no stub_status: " + text);
        }
        return Long.parseLong(numbers.group(3)) - statusCalls;
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
    }
}
