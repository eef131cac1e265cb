{{- define "kafka-audit-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* At most 40 characters, so that what is appended fits into 63. */}}
{{- define "kafka-audit-operator.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "kafka-audit-operator.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Takes (list $ component). */}}
{{- define "kafka-audit-operator.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "kafka-audit-operator.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* Takes (list $ component). */}}
{{- define "kafka-audit-operator.labels" -}}
{{- $root := index . 0 -}}
{{ include "kafka-audit-operator.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
app.kubernetes.io/part-of: kafka-audit
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "kafka-audit-operator.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "kafka-audit-operator.controllerAccount" -}}
{{- .Values.controller.serviceAccount.name | default (include "kafka-audit-operator.fullname" .) -}}
{{- end }}

{{- define "kafka-audit-operator.webhookName" -}}
{{ include "kafka-audit-operator.fullname" . }}-webhook
{{- end }}

{{- define "kafka-audit-operator.webhookAccount" -}}
{{- .Values.webhook.serviceAccount.name | default (include "kafka-audit-operator.webhookName" .) -}}
{{- end }}

{{- define "kafka-audit-operator.certificateSecret" -}}
{{ include "kafka-audit-operator.webhookName" . }}-certificate
{{- end }}

{{/* Name of both configurations for AuditLogs and AuditCredentials. */}}
{{- define "kafka-audit-operator.resourceConfigurations" -}}
{{ include "kafka-audit-operator.fullname" . }}-resources
{{- end }}

{{/* A watched namespace follows. */}}
{{- define "kafka-audit-operator.namespaceConfigurations" -}}
{{ include "kafka-audit-operator.fullname" . }}-pods-
{{- end }}

{{/* Environment of both processes. */}}
{{- define "kafka-audit-operator.env" -}}
- name: OPERATOR_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: WATCH_NAMESPACES
  value: {{ join "," .Values.watchNamespaces | quote }}
- name: LOG_LEVEL
  value: {{ upper .Values.logLevel }}
- name: LOG_FORMAT
  value: {{ .Values.logFormat }}
{{- end }}

{{/* A pod's settings that users choose. Takes (list $ component). */}}
{{- define "kafka-audit-operator.podSettings" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $values := index $root.Values $component -}}
{{- with $root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- $restricted := dict "runAsNonRoot" true "seccompProfile" (dict "type" "RuntimeDefault") }}
  {{- if not ($root.Capabilities.APIVersions.Has "security.openshift.io/v1") }}
  {{- $restricted = merge $restricted (dict "runAsUser" 65532 "runAsGroup" 65532 "fsGroup" 65532) }}
  {{- end }}
  {{- mergeOverwrite $restricted $values.podSecurityContext | toYaml | nindent 2 }}
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
nodeSelector:
  {{- $nodes := dict "kubernetes.io/os" "linux" }}
  {{- with $root.Values.image.architecture }}
  {{- $nodes = set $nodes "kubernetes.io/arch" . }}
  {{- end }}
  {{- mergeOverwrite $nodes $values.nodeSelector | toYaml | nindent 2 }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
{{- if $values.topologySpreadConstraints }}
  {{- toYaml $values.topologySpreadConstraints | nindent 2 }}
{{- else }}
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "kafka-audit-operator.selector" . | nindent 8 }}
{{- end }}
volumes:
  # Kafka's compression libraries unpack themselves here.
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
  {{- if eq $component "webhook" }}
  # Made by the controller, or by cert-manager: the pod starts when it is there.
  - name: certificate
    secret:
      secretName: {{ include "kafka-audit-operator.certificateSecret" $root }}
      items:
        - key: tls.crt
          path: tls.crt
        - key: tls.key
          path: tls.key
  {{- end }}
  {{- with $values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* A container's settings that users choose. Takes (list $ component). */}}
{{- define "kafka-audit-operator.containerSettings" -}}
{{- $root := index . 0 -}}
{{- $values := index $root.Values (index . 1) -}}
image: {{ include "kafka-audit-operator.image" $root }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
securityContext:
  {{- $restricted := dict "allowPrivilegeEscalation" false "readOnlyRootFilesystem" true "capabilities" (dict "drop" (list "ALL")) }}
  {{- mergeOverwrite $restricted $values.securityContext | toYaml | nindent 2 }}
resources:
  {{- toYaml $values.resources | nindent 2 }}
startupProbe:
  httpGet:
    path: /readyz
    port: http
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /livez
    port: http
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /readyz
    port: http
  periodSeconds: 5
  timeoutSeconds: 5
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- if eq (index . 1) "webhook" }}
  - name: certificate
    mountPath: /etc/kafka-audit-webhook
    readOnly: true
  {{- end }}
  {{- with $values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* What the controller needs in a namespace in which it works. */}}
{{- define "kafka-audit-operator.namespaceRules" -}}
# The admin's Secret and certificates are read; writer and consumer Secrets are written.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, patch, delete]
# The agents' settings{{ if .Values.webhook.enabled }}, and the agent itself{{ end }}.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch, create, patch{{ if .Values.webhook.enabled }}, delete{{ end }}]
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
{{- if .Values.webhook.enabled }}
# Which pods have the agent.
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
{{- if .Values.rbac.rollout }}
# Restarts of pods without the agent: by eviction, which heeds PodDisruptionBudgets.
- apiGroups: [""]
  resources: [pods/eviction]
  verbs: [create]
# Strimzi restarts its pods itself, asked by an annotation{{ if .Values.webhook.admissionPolicy }}; a policy confines this to it{{ end }}.
- apiGroups: [""]
  resources: [pods]
  verbs: [patch]
{{- end }}
{{- end }}
{{- end }}

{{/* What the controller needs wherever our own resources are. */}}
{{- define "kafka-audit-operator.resourceRules" -}}
- apiGroups: [kafkaaudit.io]
  resources: [auditlogs, auditcredentials]
  verbs: [get, list, watch, patch] # patch: the finalizer
- apiGroups: [kafkaaudit.io]
  resources: [auditlogs/status, auditcredentials/status]
  verbs: [patch]
{{- end }}

{{- define "kafka-audit-operator.controllerSubject" -}}
subjects:
  - kind: ServiceAccount
    name: {{ include "kafka-audit-operator.controllerAccount" . }}
    namespace: {{ .Release.Namespace }}
{{- end }}

{{- define "kafka-audit-operator.webhookSubject" -}}
subjects:
  - kind: ServiceAccount
    name: {{ include "kafka-audit-operator.webhookAccount" . }}
    namespace: {{ .Release.Namespace }}
{{- end }}
