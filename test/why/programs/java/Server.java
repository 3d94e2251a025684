// The JDK's own web server. EXECUTOR says which threads it has: "none", "fixed-4", or by default as many
// as there are calls. With ALL, one call at a time reaches a handler.

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

public class Server {
    static final long WAIT_MS = Long.parseLong(System.getenv().getOrDefault("WAIT_MS", "300"));
    static final Object LOCK = new Object();
    static final BlockingQueue<String> CONNECTIONS = new ArrayBlockingQueue<>(5);

    interface Work {
        void run() throws InterruptedException;
    }

    public static void main(String[] args) throws IOException {
        for (int nth = 0; nth < 5; nth += 1) CONNECTIONS.add("connection " + nth);
        int port = Integer.parseInt(System.getenv("PORT"));
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 100);
        handle(server, "/", () -> {});
        handle(server, "/ping", Server::ping);
        handle(server, "/locked", Server::locked);
        handle(server, "/pooled", Server::pooled);
        server.setExecutor(executor(System.getenv().getOrDefault("EXECUTOR", "cached")));
        server.start();
    }

    static void handle(HttpServer server, String path, Work work) {
        HttpContext context = server.createContext(path, exchange -> answer(exchange, work));
        if (System.getenv("ALL") != null) context.getFilters().add(new OneAtATime());
    }

    // Comes before every route, if ALL is set.
    static class OneAtATime extends Filter {
        static final Object EVERYBODY = new Object();

        public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
            synchronized (EVERYBODY) { // all wait here
                chain.doFilter(exchange);
            }
        }

        public String description() {
            return "one call at a time";
        }
    }

    static ExecutorService executor(String name) {
        return switch (name) {
            case "none" -> null;
            case "fixed-4" -> Executors.newFixedThreadPool(4);
            default -> Executors.newCachedThreadPool();
        };
    }

    static void ping() throws InterruptedException {
        Thread.sleep(WAIT_MS); // ping waits here
    }

    static void locked() throws InterruptedException {
        synchronized (LOCK) { // locked waits here
            Thread.sleep(WAIT_MS); // locked waits here
        }
    }

    static void pooled() throws InterruptedException {
        String connection = CONNECTIONS.take(); // pooled waits here
        try {
            Thread.sleep(WAIT_MS); // pooled waits here
        } finally {
            CONNECTIONS.add(connection);
        }
    }

    static void answer(HttpExchange exchange, Work work) throws IOException {
        try {
            work.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        byte[] body = "PONG!".getBytes();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
