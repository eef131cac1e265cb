package io.kafkaaudit.operator.kafka;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;

/**
 * What one SCRAM exchange tells of a user without its password: a broker that knows the user
 * answers the first message with its salt (RFC 5802), and only then does Kafka's client ask for the
 * password. One that does not know it refuses. Thread-safe.
 */
final class ScramUserCheck {
  /** Client setting that holds the check. */
  static final String SETTING = "kafkaaudit.scram.check";

  /** Client setting that holds the user's name. */
  static final String USER = "kafkaaudit.scram.user";

  private volatile boolean known;

  boolean isKnown() {
    return known;
  }

  /** Made by Kafka's client, by its class name. */
  public static final class Callbacks implements AuthenticateCallbackHandler {
    private String user = "";
    private ScramUserCheck check = new ScramUserCheck();

    @Override
    public void configure(
        Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> jaas) {
      check = (ScramUserCheck) Objects.requireNonNull(settings.get(SETTING));
      user = (String) Objects.requireNonNull(settings.get(USER));
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
      for (Callback callback : callbacks) {
        if (callback instanceof NameCallback name) {
          name.setName(user);
        } else if (!(callback instanceof ScramExtensionsCallback)) {
          check.known = true;
          throw new UnsupportedCallbackException(callback, "no password: this is no login");
        }
      }
    }

    @Override
    public void close() {}
  }
}
