package io.kafkaaudit.operator.management;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A serving certificate and the authority that signed it, as PEM. The authority's key is thrown
 * away: it never signs anything else.
 *
 * @param authority what callers trust
 * @param key PKCS#8; a secret
 */
record CertificateIssue(String authority, String certificate, String key) {
  /** Clocks of the API server and of the operator may differ. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  @Override
  public String toString() {
    return "CertificateIssue";
  }

  /** Makes one of each. */
  static CertificateIssue make(
      List<String> dnsNames, Instant now, Duration lifetime, SecureRandom random) {
    try {
      Date from = Date.from(now.minus(SKEW));
      Date until = Date.from(now.plus(lifetime));
      BigInteger serial = new BigInteger(128, random);
      X500Name name = new X500Name("CN=kafka-audit-webhook-" + serial.toString(16));
      KeyPair authorityKeys = keys(random);
      X509Certificate authority =
          sign(
              authorityKeys,
              new JcaX509v3CertificateBuilder(
                      name, serial, from, until, name, authorityKeys.getPublic())
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
                  .addExtension(
                      Extension.subjectKeyIdentifier,
                      false,
                      new JcaX509ExtensionUtils()
                          .createSubjectKeyIdentifier(authorityKeys.getPublic())));
      KeyPair keys = keys(random);
      GeneralName[] names =
          dnsNames.stream()
              .map(dns -> new GeneralName(GeneralName.dNSName, dns))
              .toArray(GeneralName[]::new);
      X509Certificate leaf =
          sign(
              authorityKeys,
              new JcaX509v3CertificateBuilder(
                      name,
                      new BigInteger(128, random),
                      from,
                      until,
                      new X500Name("CN=kafka-audit-webhook"),
                      keys.getPublic())
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                  .addExtension(
                      Extension.extendedKeyUsage,
                      false,
                      new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                  .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                  .addExtension(
                      Extension.authorityKeyIdentifier,
                      false,
                      new JcaX509ExtensionUtils()
                          .createAuthorityKeyIdentifier(authorityKeys.getPublic())));
      return new CertificateIssue(
          pem(authority), pem(leaf), pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("every JVM has EC keys", e);
    } catch (IOException e) {
      throw new UncheckedIOException("PEM in memory", e);
    }
  }

  private static KeyPair keys(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      KeyPair signer, org.bouncycastle.cert.X509v3CertificateBuilder builder)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
