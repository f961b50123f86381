import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeMap;

/// A receiver that prints each notification and answers 204, for trying rules:
/// `java docs/Receiver.java 127.0.0.1:9000`.
public class Receiver {
    public static void main(String[] arguments) throws IOException {
        String[] address = arguments[0].split(":");
        int port = Integer.parseInt(address[1]);
        HttpServer server = HttpServer.create(new InetSocketAddress(address[0], port), 0);
        server.createContext("/", Receiver::print);
        server.start();
        System.out.println("waiting for notifications at http://" + arguments[0]);
    }

    private static void print(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
        var headers = new TreeMap<String, List<String>>(exchange.getRequestHeaders());
        System.out.println("\n" + exchange.getRequestMethod() + " " + exchange.getRequestURI());
        headers.forEach(
                (name, values) -> System.out.println(name.toLowerCase() + ": " + values.get(0)));
        System.out.println(body);
    }
}
