package io.kafkaaudit.contract;

import java.util.List;

/**
 * Settings that cannot be used. The message names every wrong key and the fix, and no value of a
 * secret.
 */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  public SettingsException(List<String> problems) {
    super(String.join("; ", problems));
  }
}
