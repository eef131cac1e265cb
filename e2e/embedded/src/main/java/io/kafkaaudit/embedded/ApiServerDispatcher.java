package io.kafkaaudit.embedded;

import static io.kafkaaudit.embedded.ApiMessages.allVerbs;
import static io.kafkaaudit.embedded.ApiMessages.failure;
import static io.kafkaaudit.embedded.ApiMessages.notFound;
import static io.kafkaaudit.embedded.ApiMessages.ok;
import static io.kafkaaudit.embedded.ApiMessages.parse;
import static io.kafkaaudit.embedded.ApiMessages.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the stock in-memory API server lacks: server-side apply, RFC 7386, schemas of CRDs,
 * stringData, deletion of dependents, delete preconditions, faults on demand. Writes happen one at
 * a time.
 */
final class ApiServerDispatcher extends KubernetesCrudDispatcher {

  private static final JsonNode NONE = MissingNode.getInstance();

  private final Map<String, StructuralSchema> schemas = new HashMap<>();
  private final Map<String, JsonNode> appliedByManager = new HashMap<>();
  private final Map<String, String> pathByUid = new HashMap<>();
  private volatile RequestFault fault = RequestFault.NONE;

  void setFault(RequestFault fault) {
    this.fault = fault;
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    String userAgent = String.valueOf(request.getHeader("User-Agent"));
    return switch (fault.of(userAgent, request.getMethod(), request.getPath())) {
      case NEVER -> handle(request);
      case FORBIDDEN ->
          failure(403, "Forbidden", ApiPath.of(request.getPath()).forbidden(request.getMethod()));
      case TOO_MANY_REQUESTS -> failure(429, "TooManyRequests", "asked to be refused");
      case BEFORE_EFFECT -> failure(500, "InternalError", "asked to fail before the effect");
      case AFTER_EFFECT -> {
        handle(request);
        yield failure(500, "InternalError", "asked to fail after the effect");
      }
    };
  }

  private MockResponse handle(RecordedRequest request) {
    try {
      return answer(request);
    } catch (RuntimeException e) { // a defect here must not look like a server that hangs
      return failure(500, "InternalError", String.valueOf(e));
    }
  }

  private MockResponse answer(RecordedRequest request) {
    if (request.method() != HttpMethod.DELETE) {
      return super.dispatch(request);
    }
    synchronized (this) {
      JsonNode wanted = parse(request.getUtf8Body()).path("preconditions");
      JsonNode metadata = read(ApiPath.of(request.getPath()).object()).path("metadata");
      for (Map.Entry<String, JsonNode> field : wanted.properties()) {
        if (!metadata.isMissingNode() && !field.getValue().equals(metadata.path(field.getKey()))) {
          return failure(
              409,
              "Conflict",
              "Precondition failed: %s in precondition: %s, in object meta: %s"
                  .formatted(field.getKey(), field.getValue(), metadata.path(field.getKey())));
        }
      }
      return super.dispatch(request);
    }
  }

  @Override
  public synchronized MockResponse handleCreate(RecordedRequest request) {
    ApiPath path = ApiPath.of(request.getPath());
    if (path.object().endsWith("/eviction")) {
      Eviction eviction = Eviction.of(path, parse(request.getUtf8Body()));
      return eviction.answer(uid(eviction.pod()), () -> handleDelete(eviction.pod()));
    }
    if (path.plural().equals("selfsubjectrulesreviews")) {
      return ok(201, allVerbs(parse(request.getUtf8Body())));
    }
    if (!(parse(request.getUtf8Body()) instanceof ObjectNode object)) {
      return failure(400, "BadRequest", "the body is no object");
    }
    String name = object.path("metadata").path("name").asText();
    if (path.plural().equals("customresourcedefinitions")) {
      remember(object);
    }
    MockResponse refused = prepare(path, object);
    if (refused.code() != 200) {
      return refused;
    }
    MockResponse created =
        super.handleCreate(request(request, HttpMethod.POST, path.object(), object));
    if (created.code() != 201) {
      return created;
    }
    String objectPath = path.object() + "/" + name;
    pathByUid.put(uid(objectPath), objectPath);
    StructuralSchema schema = schemas.get(path.type());
    if (schema == null || schema.statusDefault().isMissingNode()) {
      return created;
    }
    ObjectNode withStatus = JsonNodeFactory.instance.objectNode();
    withStatus.setAll((ObjectNode) read(objectPath));
    withStatus.set("status", schema.statusDefault().deepCopy());
    MockResponse completed =
        super.handleUpdate(request(request, HttpMethod.PUT, objectPath + "/status", withStatus));
    return completed.setResponseCode(201);
  }

  @Override
  public synchronized MockResponse handleUpdate(RecordedRequest request) {
    if (!(parse(request.getUtf8Body()) instanceof ObjectNode object)) {
      return failure(400, "BadRequest", "the body is no object");
    }
    return store(request, ApiPath.of(request.getPath()), object);
  }

  @Override
  public synchronized MockResponse handlePatch(RecordedRequest request) {
    String type = String.valueOf(request.getHeader("Content-Type"));
    ApiPath path = ApiPath.of(request.getPath());
    if (type.startsWith("application/apply-patch")) {
      return apply(request, path);
    }
    if (!type.startsWith("application/merge-patch")) {
      return collecting(path, () -> super.handlePatch(request));
    }
    JsonNode now = read(path.object());
    JsonNode patch = parse(request.getUtf8Body());
    if (now.isMissingNode()) {
      return notFound(path);
    }
    ObjectNode merged = (ObjectNode) FieldMerge.mergePatch(now, patch);
    return changed(request, path, now, merged, patch);
  }

  @Override
  public synchronized MockResponse handleDelete(String path) {
    return collecting(ApiPath.of(path), () -> super.handleDelete(path));
  }

  private MockResponse apply(RecordedRequest request, ApiPath path) {
    if (!(parse(request.getUtf8Body()) instanceof ObjectNode wanted)) {
      return failure(400, "BadRequest", "the body is no object");
    }
    wanted.withObject("/metadata").remove("managedFields");
    JsonNode now = read(path.object());
    String owner = path.query("fieldManager") + (path.status() ? " status " : " ");
    if (now.isMissingNode()) {
      if (path.status()) {
        return notFound(path);
      }
      JsonNode applied = wanted.deepCopy();
      MockResponse created =
          handleCreate(request(request, HttpMethod.POST, path.collectionWithQuery(), wanted));
      if (created.code() == 201) {
        appliedByManager.put(owner + uid(path.object()), applied);
      }
      return created;
    }
    String key = owner + uid(path.object());
    JsonNode applied = wanted.deepCopy();
    ((ObjectNode) applied.path("metadata")).remove("resourceVersion");
    StructuralSchema schema = schemas.get(path.type());
    ObjectNode merged =
        (ObjectNode)
            FieldMerge.apply(
                now,
                appliedByManager.getOrDefault(key, NONE),
                applied,
                schema == null ? NONE : schema.root(),
                "");
    MockResponse stored = changed(request, path, now, merged, wanted);
    if (stored.code() < 300) {
      appliedByManager.put(key, applied);
    }
    return stored;
  }

  /**
   * Stores a patched object; a patch that changes nothing makes no new version, a patch of an old
   * version is a conflict.
   */
  private MockResponse changed(
      RecordedRequest request, ApiPath path, JsonNode now, ObjectNode merged, JsonNode patch) {
    JsonNode version = patch.path("metadata").path("resourceVersion");
    if (!version.isMissingNode() && !version.equals(now.path("metadata").path("resourceVersion"))) {
      return failure(
          409,
          "Conflict",
          "the object has been modified; please apply your changes to the latest version and try again");
    }
    ((ObjectNode) merged.path("metadata"))
        .set("resourceVersion", now.path("metadata").path("resourceVersion"));
    return store(request, path, merged);
  }

  private MockResponse store(RecordedRequest request, ApiPath path, ObjectNode object) {
    MockResponse refused = prepare(path, object);
    if (refused.code() != 200) {
      return refused;
    }
    JsonNode now = read(path.object());
    if (object.equals(now)) {
      return ok(200, now);
    }
    String target = path.object() + (path.status() ? "/status" : "");
    return collecting(
        path, () -> super.handleUpdate(request(request, HttpMethod.PUT, target, object)));
  }

  /** Defaults, pruning and validation; code 200 when the object may be stored. */
  private MockResponse prepare(ApiPath path, ObjectNode object) {
    if (path.plural().equals("secrets")
        && object.remove("stringData") instanceof ObjectNode texts) {
      for (Map.Entry<String, JsonNode> text : texts.properties()) {
        byte[] bytes = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
        object.withObject("/data").put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
    StructuralSchema schema = schemas.get(path.type());
    if (schema == null) {
      return ok(200, object);
    }
    List<String> unknown = schema.prune(object);
    if (!unknown.isEmpty() && path.query("fieldValidation").equals("Strict")) {
      return failure(
          400,
          "BadRequest",
          "strict decoding error: unknown field \""
              + String.join("\", unknown field \"", unknown)
              + "\"");
    }
    schema.fillDefaults(object);
    List<String> wrong = schema.violations(object);
    if (wrong.isEmpty()) {
      return ok(200, object);
    }
    return failure(
        422,
        "Invalid",
        "%s.%s \"%s\" is invalid: %s"
            .formatted(
                object.path("kind").asText(),
                path.group(),
                object.path("metadata").path("name").asText(),
                wrong.size() == 1 ? wrong.get(0) : wrong.toString()));
  }

  /** Does a change; where the object is gone after it, its dependents are deleted too. */
  private MockResponse collecting(ApiPath path, Supplier<MockResponse> change) {
    String uid = uid(path.object());
    MockResponse response = change.get();
    if (!uid.isEmpty() && read(path.object()).isMissingNode()) {
      pathByUid.remove(uid);
      for (String candidate : List.copyOf(pathByUid.values())) {
        for (JsonNode owner : read(candidate).path("metadata").path("ownerReferences")) {
          if (owner.path("uid").asText().equals(uid)) {
            handleDelete(candidate);
          }
        }
      }
    }
    return response;
  }

  private void remember(ObjectNode crd) {
    String type = crd.at("/spec/group").asText() + "/" + crd.at("/spec/names/plural").asText();
    schemas.put(type, new StructuralSchema(crd.at("/spec/versions/0/schema/openAPIV3Schema")));
  }

  private JsonNode read(String path) {
    MockResponse response = super.handleGet(path);
    return response.code() == 200 && response.getBody() != null
        ? parse(new String(response.getBody().getBytes(), StandardCharsets.UTF_8))
        : NONE;
  }

  private String uid(String path) {
    return read(path).path("metadata").path("uid").asText();
  }
}
