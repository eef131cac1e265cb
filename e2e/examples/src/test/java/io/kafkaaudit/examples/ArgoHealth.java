package io.kafkaaudit.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/**
 * Argo CD's verdict on a resource.
 *
 * @param status Healthy, Progressing or Degraded
 */
record ArgoHealth(String status, String message) {

  /** Runs the check of examples/11-gitops as Argo CD does, with the resource in {@code obj}. */
  static ArgoHealth of(JsonNode resource) throws IOException {
    Globals lua = JsePlatform.standardGlobals();
    lua.set("obj", value(resource));
    LuaValue verdict = lua.load(check(resource.path("kind").asText())).call();
    return new ArgoHealth(
        verdict.get("status").checkjstring(), verdict.get("message").checkjstring());
  }

  static String check(String kind) throws IOException {
    String text = Files.readString(Platform.EXAMPLES.resolve("11-gitops/argocd-health.yaml"));
    String check =
        Serialization.unmarshal(text, ConfigMap.class)
            .getData()
            .get("resource.customizations.health.kafkaaudit.io_" + kind);
    if (check == null) {
      throw new IllegalStateException("no health check of " + kind);
    }
    return check;
  }

  private static LuaValue value(JsonNode json) {
    if (json.isObject()) {
      LuaTable table = new LuaTable();
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        table.set(field.getKey(), value(field.getValue()));
      }
      return table;
    }
    if (json.isArray()) {
      LuaTable table = new LuaTable();
      for (int i = 0; i < json.size(); i++) {
        table.set(i + 1, value(json.get(i)));
      }
      return table;
    }
    if (json.isNumber()) {
      return LuaValue.valueOf(json.asDouble());
    }
    return json.isBoolean() ? LuaValue.valueOf(json.asBoolean()) : LuaValue.valueOf(json.asText());
  }
}
