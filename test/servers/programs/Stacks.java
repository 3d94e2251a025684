import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Makes calls wait in several ways, each on a line that a comment marks. */
public class Stacks {
    static final Object monitor = new Object();
    static final Semaphore semaphore = new Semaphore(1);

    static void handle(String path) throws Exception {
        if (path.equals("/monitor")) {
            synchronized (monitor) { // monitor
                Thread.sleep(500); // holder
            }
        } else {
            semaphore.acquire(); // semaphore
            Thread.sleep(500);
            semaphore.release();
        }
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 50);
        server.createContext("/", exchange -> {
            try {
                handle(exchange.getRequestURI().getPath());
            } catch (Exception error) {
                throw new RuntimeException(error);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.start();
    }
}
