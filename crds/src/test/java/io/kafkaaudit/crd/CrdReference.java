package io.kafkaaudit.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionNames;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Renders a CRD's schema as the Markdown of docs/crds.md: one line a field, in the schema's order.
 */
final class CrdReference {

  private final StringBuilder out = new StringBuilder();

  static String of(List<CustomResourceDefinition> crds) {
    CrdReference reference = new CrdReference();
    reference.line("# Custom resources");
    reference.line("");
    reference.line(
        "Generated from the schema, do not edit. API group `"
            + Crds.GROUP
            + "/"
            + Crds.VERSION
            + "`. `[]` stands for an item of a list, `{}` for a value of a map. The API server checks rules in"
            + " words and answers with these words.");
    crds.forEach(reference::resource);
    return reference.out.toString();
  }

  private void resource(CustomResourceDefinition crd) {
    CustomResourceDefinitionNames names = crd.getSpec().getNames();
    JSONSchemaProps root = crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    line("");
    line("## " + names.getKind());
    line("");
    line("`kubectl get " + names.getPlural() + "`, short `" + names.getShortNames().get(0) + "`.");
    rules(root).forEach(rule -> line("Rule: " + rule + "."));
    for (String part : List.of("spec", "status")) {
      line("");
      line("| field | type | default | rules | description |");
      line("|---|---|---|---|---|");
      field(part, root.getProperties().get(part), root.getRequired().contains(part));
    }
  }

  private void field(String path, JSONSchemaProps schema, boolean required) {
    List<String> rules = rules(schema);
    if (required) {
      rules.add(0, "required");
    }
    line(
        "| `%s` | %s | %s | %s | %s |"
            .formatted(
                path,
                schema.getType(),
                schema.getDefault() == null ? "" : cell(code(schema.getDefault().toString())),
                cell(String.join("; ", rules)),
                schema.getDescription() == null ? "" : cell(schema.getDescription())));
    if (schema.getProperties() != null) {
      List<String> needed = schema.getRequired() == null ? List.of() : schema.getRequired();
      schema
          .getProperties()
          .forEach((name, inner) -> field(path + "." + name, inner, needed.contains(name)));
    }
    if (schema.getItems() != null) {
      field(path + "[]", schema.getItems().getSchema(), false);
    }
    JSONSchemaPropsOrBool values = schema.getAdditionalProperties();
    if (values != null) {
      field(path + "{}", values.getSchema(), false);
    }
  }

  private static List<String> rules(JSONSchemaProps schema) {
    List<String> rules = new ArrayList<>();
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      rules.add(
          schema.getEnum().stream()
              .map(value -> code(value.asText()))
              .collect(Collectors.joining(" or ")));
    }
    range(rules, "", schema.getMinimum(), schema.getMaximum());
    range(rules, " characters", schema.getMinLength(), schema.getMaxLength());
    range(rules, " items", schema.getMinItems(), schema.getMaxItems());
    range(rules, " entries", schema.getMinProperties(), schema.getMaxProperties());
    if (schema.getPattern() != null) {
      rules.add(code(schema.getPattern()));
    }
    if (schema.getXKubernetesValidations() != null) {
      schema.getXKubernetesValidations().forEach(rule -> rules.add(rule.getMessage()));
    }
    return rules;
  }

  private static void range(List<String> rules, String unit, Number least, Number most) {
    if (least != null && most != null) {
      rules.add(least.longValue() + " to " + most.longValue() + unit);
    } else if (most != null) {
      rules.add("at most " + most.longValue() + unit);
    } else if (least != null) {
      rules.add("at least " + least.longValue() + unit);
    }
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
