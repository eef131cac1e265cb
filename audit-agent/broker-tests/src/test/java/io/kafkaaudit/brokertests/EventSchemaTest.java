package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSchemaTest {
  private static final Path GOLDEN = Path.of("../agent/src/test/resources/events");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void theAgentsGoldenEventsFit() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(GOLDEN)) {
      files = all.toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      JsonNode event = MAPPER.readTree(file.toFile());
      assertThatCode(() -> EventSchema.check(event)).as("%s", file).doesNotThrowAnyException();
      EventSchema.knowsEveryFieldOf(event);
    }
  }

  @Test
  void whatALaterVersionAddsFits() throws IOException {
    ObjectNode event = golden("create-topics");
    event.put("laterextension", "x");
    event.withObject("/data").put("later", 1);
    event.withObject("/data/result").put("later", true);
    EventSchema.check(event);
    assertThatThrownBy(() -> EventSchema.knowsEveryFieldOf(event))
        .hasMessageContaining("[later, laterextension]");
  }

  @ParameterizedTest(name = "{0}: {1} = {2}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "create-topics, /specversion, `\"0.3\"`",
        "create-topics, /id, `\"\"`",
        "create-topics, /source, `\"crn:///kafka=a b\"`",
        "create-topics, /type, `\"io.kafkaaudit.agent/other\"`",
        "create-topics, /time, `\"2026-11-22T08:00:00Z\"`",
        "create-topics, /sequence, `11`",
        "create-topics, /sequence, `\"11\"`",
        "create-topics, /agentid, ",
        "create-topics, /data/methodName, `\"CreateTopics\"`",
        "create-topics, /data/authenticationInfo/principal, ",
        "create-topics, /data/authenticationInfo/password, `\"secret\"`",
        "create-topics, /data/authorizationInfo, ",
        "create-topics, /data/authorizationInfo/operation, `\"CREATE\"`",
        "create-topics, /data/authorizationInfo/superUserAuthorization, `true`",
        "create-topics, /data/requestMetadata/observer, `\"nobody\"`",
        "create-topics, /data/requestMetadata/forwardedBy, `{}`",
        "create-topics, /data/requestMetadata/forwardedBy, `{\"principal\":\"b\",\"address\":\"a\"}`",
        "create-topics, /data/requestMetadata/forwardedBy, `{\"principal\":\"User:b\",\"address\":\"a\"}`",
        "create-topics, /data/result/status, `\"OK\"`",
        "create-topics, /data/result/message, ",
        "authentication-success, /data/methodName, `\"kafka.CreateTopics\"`",
        "authentication-success, /data/result, ",
        "authentication-failures-coalesced, /data/count, `1`",
        "loss, /data/cause, `\"Unlucky\"`",
        "loss, /data/ranges, `[]`",
        "loss, /data/ranges, `[[3]]`",
        "loss, /data/ranges, `[[0,3]]`",
        "loss, /data/categories, "
      })
  void aWrongShapeDoesNotFit(String event, String where, String value) throws IOException {
    ObjectNode wrong = golden(event);
    JsonPointer pointer = JsonPointer.compile(where);
    ObjectNode parent = (ObjectNode) wrong.at(pointer.head());
    String field = pointer.last().getMatchingProperty();
    if (value == null) {
      parent.remove(field);
    } else {
      parent.set(field, MAPPER.readTree(value));
    }
    assertThatThrownBy(() -> EventSchema.check(wrong)).isInstanceOf(AssertionError.class);
  }

  private static ObjectNode golden(String name) throws IOException {
    return (ObjectNode) MAPPER.readTree(GOLDEN.resolve(name + ".json").toFile());
  }
}
