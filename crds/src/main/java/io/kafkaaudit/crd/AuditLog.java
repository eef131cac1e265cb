package io.kafkaaudit.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** The audit log of one Kafka cluster: what is recorded, where it goes, who may read it. */
@Group(Crds.GROUP)
@Version(Crds.VERSION)
@ShortNames("alog")
@Categories(Crds.CATEGORY)
@ValidationRule(
    value = "self.metadata.name.size() <= 52",
    message =
        "metadata.name must have at most 52 characters, because names of other objects are made from it: write a shorter name")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Crds.READY_STATUS)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Crds.READY_REASON)
@AdditionalPrinterColumn(name = "Topic", jsonPath = ".spec.topic.name")
@AdditionalPrinterColumn(name = "Keys", jsonPath = ".status.summary.keys")
@AdditionalPrinterColumn(name = "Agents", jsonPath = ".status.summary.agents")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class AuditLog extends CustomResource<AuditLogSpec, AuditLogStatus> implements Namespaced {

  private static final long serialVersionUID = 1L;
}
