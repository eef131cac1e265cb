package io.kafkaaudit.operator.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Health and metrics over HTTP: {@code /livez} (should the process be started again?), {@code
 * /readyz} (does it work?) and {@code /metrics} for Prometheus. Thread-safe.
 */
public final class ManagementServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  /**
   * Starts to listen.
   *
   * @param port 0: any free one
   * @param dead why the process should be started again; empty: it should not
   * @param unready why it does not work now; empty: it does
   * @param metrics in Prometheus' text format
   */
  public ManagementServer(
      int port,
      Supplier<Optional<String>> dead,
      Supplier<Optional<String>> unready,
      Supplier<String> metrics)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 16);
    serve("/livez", exchange -> health(exchange, dead));
    serve("/readyz", exchange -> health(exchange, unready));
    serve("/metrics", exchange -> answer(exchange, 200, metrics.get()));
    server.setExecutor(threads);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The JDK's server takes every longer path for a context as well, and drops what throws. */
  private void serve(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          if (!exchange.getRequestURI().getPath().equals(path)) {
            answer(exchange, 404, "no such page\n");
            return;
          }
          if (!exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 405, "GET only\n");
            return;
          }
          try {
            handler.handle(exchange);
          } catch (RuntimeException e) {
            answer(exchange, 500, "cannot tell: " + e.getMessage() + "\n");
          }
        });
  }

  private static void health(HttpExchange exchange, Supplier<Optional<String>> problem)
      throws IOException {
    Optional<String> found = problem.get();
    answer(exchange, found.isEmpty() ? 200 : 503, found.orElse("ok") + "\n");
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
