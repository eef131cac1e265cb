package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.ApiTable;
import io.kafkaaudit.contract.Category;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The broker's own APIs by id, with the contract's categories. Loaded by the first hook that runs.
 */
public final class Apis {
  /** In which a broker passes a client's request on to the controller. */
  public static final int ENVELOPE = ApiKeys.ENVELOPE.id;

  private static final Category[] CATEGORIES;
  private static final String[] NAMES;
  private static final AclOperation[] OPERATIONS;

  static {
    int last = 0;
    for (ApiKeys api : ApiKeys.values()) {
      last = Math.max(last, api.id);
    }
    CATEGORIES = new Category[last + 1];
    NAMES = new String[last + 1];
    OPERATIONS = new AclOperation[last + 1];
    for (ApiKeys api : ApiKeys.values()) {
      CATEGORIES[api.id] = ApiTable.category(api.name);
      NAMES[api.id] = api.name;
      OPERATIONS[api.id] = operation(api.name);
    }
  }

  private Apis() {}

  /** Null for an id that the broker does not know. */
  public static @Nullable Category category(int id) {
    return id >= 0 && id < CATEGORIES.length ? CATEGORIES[id] : null;
  }

  /** The id of a request's API. Kafka's own way to it is a look-up in a map of boxed numbers. */
  public static int id(AuthorizableRequestContext context) {
    return context instanceof RequestContext
        ? ((RequestContext) context).header.data().requestApiKey()
        : context.requestType();
  }

  /** The operation that a management API needs, for decisions that have to be told from others. */
  public static AclOperation operation(int id) {
    return id >= 0 && id < OPERATIONS.length ? OPERATIONS[id] : AclOperation.ALTER;
  }

  private static AclOperation operation(String api) {
    if (api.startsWith("Create") && !api.equals("CreateAcls") && !api.equals("CreatePartitions")) {
      return AclOperation.CREATE;
    }
    if (api.startsWith("Delete") && !api.equals("DeleteAcls")) {
      return AclOperation.DELETE;
    }
    if (api.endsWith("AlterConfigs") || api.equals("AlterClientQuotas")) {
      return AclOperation.ALTER_CONFIGS;
    }
    switch (api) {
      case "OffsetDelete":
        return AclOperation.DELETE;
      case "OffsetCommit":
      case "LeaveGroup":
        return AclOperation.READ;
      case "InitProducerId":
        return AclOperation.WRITE;
      default: // of WriteTxnMarkers ALTER is enough since Kafka 3.8
        return AclOperation.ALTER;
    }
  }

  /** The protocol's name of an API. */
  public static String name(int id) {
    String name = id >= 0 && id < NAMES.length ? NAMES[id] : null;
    return name == null ? "Api" + id : name;
  }

  /** APIs of this broker that the contract's table does not name. */
  public static List<String> unknown() {
    List<String> unknown = new ArrayList<>();
    for (ApiKeys api : ApiKeys.values()) {
      if (!ApiTable.knows(api.name)) {
        unknown.add(api.name);
      }
    }
    return unknown;
  }
}
