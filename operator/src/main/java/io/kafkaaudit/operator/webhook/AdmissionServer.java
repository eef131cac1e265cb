package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS server that the API server asks. Whatever goes wrong is answered with a status code, so
 * that the failurePolicy of the configuration decides and not this server.
 */
public final class AdmissionServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionServer.class);

  /** An object in Kubernetes has at most 1.5 MiB, a review holds up to two. */
  private static final int LARGEST_REVIEW = 8 * 1024 * 1024;

  private static final int THREADS = 8;
  private static final int WAITING = 512;

  static {
    // Read once, by the first server of the JVM. Without it answers wait 40 ms for Nagle.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Seconds: a caller that sends its request slowly holds a thread no longer.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
  }

  private final HttpsServer server;
  private final List<Admission> admissions;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING));

  /**
   * Starts to listen.
   *
   * @param port 0: any free one
   * @param admissions what it answers, each at its own path
   */
  public AdmissionServer(int port, ServingCertificate certificate, Admission... admissions)
      throws IOException, GeneralSecurityException {
    this.admissions = List.of(admissions);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(new KeyManager[] {certificate}, null, null);
    server = HttpsServer.create(new InetSocketAddress(port), 128);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange);
      } catch (Admission.BadReview e) {
        respond(exchange, 400, "text/plain", String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        LOG.error("No answer to {}", exchange.getRequestURI().getPath(), e);
        respond(exchange, 500, "text/plain", "the webhook failed; its log says why");
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException, Admission.BadReview {
    String path = exchange.getRequestURI().getPath();
    Optional<Admission> admission = admissions.stream().filter(a -> a.serves(path)).findFirst();
    if (admission.isEmpty()) {
      respond(exchange, 404, "text/plain", "no such webhook");
      return;
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      respond(exchange, 405, "text/plain", "POST an AdmissionReview");
      return;
    }
    byte[] review = exchange.getRequestBody().readNBytes(LARGEST_REVIEW + 1);
    if (review.length > LARGEST_REVIEW) {
      respond(exchange, 413, "text/plain", "the review is too large");
      return;
    }
    JsonNode request = Reviews.request(review);
    Answer answer = admission.get().answer(path, request);
    send(exchange, 200, "application/json", Reviews.answering(request, answer));
  }

  private static void respond(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    send(exchange, code, type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int code, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Answers what has arrived, then stops. */
  @Override
  public void close() {
    server.stop(1);
    threads.shutdown();
  }
}
