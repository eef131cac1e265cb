package io.kafkaaudit.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangedByTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice",
        "system:serviceaccount:argocd:argocd-application-controller",
        "https://issuer.example#Jörg Müller",
        "山田",
        "100 %",
        "%~",
        "",
        " ",
        "a\nb\u0007\u001b[31m",
        "evil\u202Etxt",
        "\uD800",
        "\uDBFF\uDFFF"
      })
  void everyUserIsReadBackAsWritten(String user) {
    ChangedBy written = ChangedBy.of(user, 7);

    assertThat(ChangedBy.parse(written.toAnnotation())).contains(written);
    assertThat(written.toAnnotation()).doesNotContainPattern("\\p{C}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alice           | alice
          a%b             | a%25b
          Jörg Müller     | Jörg Müller
          """)
  void ordinaryNamesStayReadable(String user, String shown) {
    assertThat(ChangedBy.of(user, 1).user()).isEqualTo(shown);
  }

  @Test
  void whatForgesTextIsEncoded() {
    assertThat(ChangedBy.of("a\nb\u202E", 1).user()).isEqualTo("a%0Ab%E2%80%AE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ä", "\n", "\uD83D\uDE00"})
  void longNamesAreCutAndStayDifferent(String character) {
    ChangedBy one = ChangedBy.of(character.repeat(100_000) + "1", 1);
    ChangedBy other = ChangedBy.of(character.repeat(100_000) + "2", 1);

    assertThat(one.user()).hasSizeLessThanOrEqualTo(ChangedBy.MAX_USER);
    assertThat(one).isNotEqualTo(other);
    assertThat(ChangedBy.parse(one.toAnnotation())).contains(one);
  }

  @Test
  void aNameOfTheGreatestLengthIsNotCut() {
    assertThat(ChangedBy.of("x".repeat(ChangedBy.MAX_USER), 1).user())
        .isEqualTo("x".repeat(ChangedBy.MAX_USER));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "alice",
        "7",
        "7 ",
        "0 alice",
        "-1 alice",
        "07 alice",
        "9999999999999999999 alice",
        "7\talice",
        "7 al\nice",
        "7 al\u0000ice",
        "7 al\u202Eice",
        "{\"user\":\"alice\"}"
      })
  void whatNoWebhookWroteIsNothing(String annotation) {
    assertThat(ChangedBy.parse(annotation)).isEmpty();
  }

  @Test
  void anEndlessAnnotationIsNothing() {
    assertThat(ChangedBy.parse("7 " + "x".repeat(200_000))).isEmpty();
  }

  @Test
  void aForgedRecordIsRefused() {
    assertThatThrownBy(() -> new ChangedBy("a\nb", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChangedBy.of("alice", 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
