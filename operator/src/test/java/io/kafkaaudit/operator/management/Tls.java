package io.kafkaaudit.operator.management;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** What a caller over TLS does in tests. */
public final class Tls {
  private Tls() {}

  static CertificateIssue localhost() {
    return CertificateIssue.make(
        List.of("localhost"), Instant.now(), Duration.ofDays(1), new SecureRandom());
  }

  /** The API server, with that caBundle. */
  public static SSLContext trusting(String authorities) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (X509Certificate authority : certificates(authorities)) {
      store.setCertificateEntry("authority" + number++, authority);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  static List<X509Certificate> certificates(String pem) throws Exception {
    Collection<? extends java.security.cert.Certificate> all =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    return all.stream().map(X509Certificate.class::cast).toList();
  }

  /** The certificate that a new connection gets. */
  static X509Certificate served(int port, SSLContext context) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /** As kubelet does: a file is replaced, never half there. */
  static void mount(Path directory, CertificateIssue issue) throws IOException {
    replace(directory.resolve("tls.key"), issue.key());
    replace(directory.resolve("tls.crt"), issue.certificate());
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
