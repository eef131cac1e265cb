/**
 * The custom resources AuditLog and AuditCredential. Getters of absent fields return null; defaults
 * live in the generated CRD only, so that what a user sees in the API server is what the operator
 * acts on.
 */
package io.kafkaaudit.crd;
