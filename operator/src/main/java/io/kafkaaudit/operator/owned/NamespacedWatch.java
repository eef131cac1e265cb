package io.kafkaaudit.operator.owned;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.EventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles a resource of ours when an object beside it changes, and watches such objects only in
 * namespaces that have a resource of ours. So the operator needs no right to read them everywhere,
 * as it would for {@link InformerEventSourceConfiguration the framework's informers}. A namespace
 * whose objects may not be read is asked again, and does not disturb the others. Thread-safe.
 *
 * @param <R> what is watched
 * @param <P> what is reconciled
 */
public final class NamespacedWatch<R extends HasMetadata, P extends HasMetadata>
    extends AbstractEventSource<R, P> implements ResourceEventAware<P> {
  private static final Logger LOG = LoggerFactory.getLogger(NamespacedWatch.class);

  private final KubernetesClient client;
  private final String labelSelector;
  private final Function<R, Set<ResourceID>> reconciles;
  private final EventSourceContext<P> context;
  private final Map<String, SharedIndexInformer<R>> informers = new HashMap<>();
  private final Map<String, String> told = new ConcurrentHashMap<>();

  /** Namespaces that said at last that these objects may not be read. */
  private final Set<String> refusing = ConcurrentHashMap.newKeySet();

  /**
   * Watches nothing until a resource of ours appears.
   *
   * @param name of this among the event sources of a controller
   * @param labelSelector as in kubectl; empty: all objects
   * @param reconciles the resources to reconcile when this object changed
   */
  public NamespacedWatch(
      String name,
      Class<R> type,
      String labelSelector,
      Function<R, Set<ResourceID>> reconciles,
      EventSourceContext<P> context) {
    super(type, name);
    this.client = context.getClient();
    this.labelSelector = labelSelector;
    this.reconciles = reconciles;
    this.context = context;
  }

  @Override
  public synchronized void onResourceCreated(P resource) {
    if (isRunning()) {
      informers.computeIfAbsent(resource.getMetadata().getNamespace(), this::watch);
    }
  }

  @Override
  public synchronized void onResourceDeleted(P resource) {
    String namespace = resource.getMetadata().getNamespace();
    if (context.getPrimaryCache().list(namespace).findAny().isEmpty()) {
      SharedIndexInformer<R> informer = informers.remove(namespace);
      if (informer != null) {
        informer.stop();
      }
    }
  }

  private SharedIndexInformer<R> watch(String namespace) {
    SharedIndexInformer<R> informer =
        client
            .resources(resourceType())
            .inNamespace(namespace)
            .withLabelSelector(labelSelector)
            .runnableInformer(0)
            .exceptionHandler(
                (started, failure) -> {
                  tell(namespace, failure);
                  return true;
                })
            .addEventHandler(new Changes());
    informer.start();
    return informer;
  }

  /** Once for each failure: it is asked again and again. */
  private void tell(String namespace, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    boolean refused =
        cause instanceof KubernetesClientException e
            && (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND);
    if (refused) {
      refusing.add(namespace);
    } else {
      refusing.remove(namespace);
    }
    String said =
        cause instanceof KubernetesClientException e && e.getStatus() != null
            ? String.valueOf(e.getStatus().getMessage())
            : String.valueOf(cause.getMessage());
    if (!said.equals(told.put(namespace, said))) {
      LOG.warn("{} of namespace {} not watched: {}", name(), namespace, said);
    }
  }

  @Override
  public synchronized void start() {
    super.start();
    context.getPrimaryCache().list().forEach(this::onResourceCreated);
  }

  @Override
  public synchronized void stop() {
    informers.values().forEach(SharedIndexInformer::stop);
    informers.clear();
    super.stop();
  }

  /**
   * Unhealthy where a watch is gone that there was; a namespace that never had one has no rights.
   */
  @Override
  public synchronized Status getStatus() {
    boolean gone =
        informers.entrySet().stream()
            .filter(watch -> !refusing.contains(watch.getKey()))
            .map(Map.Entry::getValue)
            .anyMatch(watch -> watch.hasSynced() && !(watch.isRunning() && watch.isWatching()));
    return gone ? Status.UNHEALTHY : Status.HEALTHY;
  }

  /** Nothing: reconcilers read what they act on, so that no cache can be behind it. */
  @Override
  public Set<R> getSecondaryResources(P resource) {
    return Set.of();
  }

  private final class Changes implements ResourceEventHandler<R> {
    @Override
    public void onAdd(R object) {
      changed(object);
    }

    @Override
    public void onUpdate(R before, R after) {
      changed(after);
    }

    @Override
    public void onDelete(R object, boolean unknown) {
      changed(object);
    }

    private void changed(R object) {
      EventHandler handler = getEventHandler();
      reconciles.apply(object).forEach(id -> handler.handleEvent(new Event(id)));
    }
  }
}
