package io.kafkaaudit.operator.webhook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificate, read from the mounted Secret ({@code tls.crt}, {@code tls.key}) again
 * and again: a handshake gets the latest, connections that are open go on. Thread-safe.
 */
public final class ServingCertificate extends X509ExtendedKeyManager {
  private static final String ALIAS = "webhook";

  private final Path directory;
  private volatile @Nullable Material material;

  private record Material(
      String chainText, String keyText, List<X509Certificate> chain, PrivateKey key) {}

  /**
   * @param directory where the Secret is mounted; may still be empty
   */
  public ServingCertificate(Path directory) {
    this.directory = directory;
  }

  /** Whether there is one. */
  public boolean loaded() {
    return material != null;
  }

  /**
   * Reads the files again.
   *
   * @return whether another certificate is served from now on
   * @throws IOException when they cannot be used; the one before stays in force
   */
  public boolean reload() throws IOException {
    String chainText = Files.readString(directory.resolve("tls.crt"), StandardCharsets.US_ASCII);
    String keyText = Files.readString(directory.resolve("tls.key"), StandardCharsets.US_ASCII);
    Material before = material;
    if (before != null && before.chainText.equals(chainText) && before.keyText.equals(keyText)) {
      return false;
    }
    try {
      PrivateKey key = key(keyText);
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(chainText.getBytes(StandardCharsets.US_ASCII)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new IOException(directory + "/tls.crt holds no certificate");
      }
      if (!belongTogether(chain.get(0), key)) {
        throw new IOException(directory + ": tls.key is not the key of tls.crt");
      }
      material = new Material(chainText, keyText, chain, key);
      return true;
    } catch (GeneralSecurityException e) {
      throw new IOException(directory + "/tls.crt cannot be read: " + e.getMessage(), e);
    }
  }

  /** PKCS#8, and the older forms that cert-manager writes by default. */
  private PrivateKey key(String pem) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PrivateKeyInfo info) {
          return new JcaPEMKeyConverter().getPrivateKey(info);
        }
        if (part instanceof PEMKeyPair pair) {
          return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
        }
      }
    }
    throw new IOException(directory + "/tls.key holds no private key in PEM");
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    var signature =
        java.security.Signature.getInstance(
            key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
    byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(probe);
    return signature.verify(signed);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    Material now = material;
    return now != null && now.key.getAlgorithm().equals(keyType) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    Material now = material;
    return now != null && now.key.getAlgorithm().equals(keyType) ? ALIAS : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Material now = material;
    return now == null ? null : now.chain.toArray(new X509Certificate[0]);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Material now = material;
    return now == null ? null : now.key;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
