package io.kafkaaudit.e2e;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A server's certificate.
 *
 * @param authority certificate to trust, PEM
 * @param server private key and chain as Kafka's PEM keystore wants them
 */
record Certificates(String authority, String server) {

  /** Makes an authority and a certificate of it for these host names. */
  static Certificates of(List<String> hosts) throws Exception {
    return of(hosts, Duration.ofDays(30));
  }

  /** Such ones that end after a while. */
  static Certificates of(List<String> hosts, Duration lifetime) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair ca = generator.generateKeyPair();
    KeyPair server = generator.generateKeyPair();
    X500Name issuer = new X500Name("CN=audit-kafka-ca");
    X509Certificate authority = certificate(issuer, issuer, ca, ca, 1, lifetime, null);
    X509Certificate leaf =
        certificate(
            issuer,
            new X500Name("CN=audit-kafka"),
            server,
            ca,
            2,
            lifetime,
            new GeneralNames(
                hosts.stream()
                    .map(host -> new GeneralName(GeneralName.dNSName, host))
                    .toArray(GeneralName[]::new)));
    return new Certificates(
        pem(authority), pem(new JcaPKCS8Generator(server.getPrivate(), null)) + pem(leaf));
  }

  private static X509Certificate certificate(
      X500Name issuer,
      X500Name subject,
      KeyPair of,
      KeyPair by,
      long serial,
      Duration lifetime,
      GeneralNames names)
      throws Exception {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(serial),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(lifetime)),
            subject,
            of.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names == null));
    if (names != null) {
      builder.addExtension(Extension.subjectAlternativeName, false, names);
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
