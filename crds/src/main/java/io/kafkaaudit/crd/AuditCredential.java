package io.kafkaaudit.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Read access to an audit log, as a Secret that any Kafka client can use. */
@Group(Crds.GROUP)
@Version(Crds.VERSION)
@ShortNames("acred")
@Categories(Crds.CATEGORY)
@ValidationRule(
    value = "self.metadata.name.size() <= 52",
    message =
        "metadata.name must have at most 52 characters, because names of other objects are made from it: write a shorter name")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Crds.READY_STATUS)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Crds.READY_REASON)
@AdditionalPrinterColumn(name = "AuditLog", jsonPath = ".spec.auditLogRef.name")
@AdditionalPrinterColumn(name = "Secret", jsonPath = ".spec.secretName")
@AdditionalPrinterColumn(name = "Key", jsonPath = ".status.keyId")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class AuditCredential extends CustomResource<AuditCredentialSpec, AuditCredentialStatus>
    implements Namespaced {

  private static final long serialVersionUID = 1L;
}
