package io.kafkaaudit.brokertests;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

final class Acls {
  private Acls() {}

  static AclBinding allow(
      String principal, AclOperation operation, ResourceType type, String name) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
  }

  static List<AclBinding> writer(String principal, String topic) {
    List<AclBinding> all = new ArrayList<>();
    for (String name : List.of(topic, topic + "-agents")) {
      all.add(allow(principal, AclOperation.WRITE, ResourceType.TOPIC, name));
      all.add(allow(principal, AclOperation.DESCRIBE, ResourceType.TOPIC, name));
    }
    return all;
  }
}
