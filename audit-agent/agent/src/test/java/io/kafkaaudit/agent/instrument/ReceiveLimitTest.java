package io.kafkaaudit.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkaaudit.contract.OwnClients;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.network.InvalidReceiveException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kafka's NetworkReceive with its hooks, in a loader of its own. */
class ReceiveLimitTest {
  private static final String RECEIVE = "org.apache.kafka.common.network.NetworkReceive";
  private static final int MORE_THAN_WE_ACCEPT = OwnClients.MOST_RESPONSE_BYTES + 1;

  private final Coverage coverage = new Coverage();
  private Class<?> hooked;

  /** Work that may throw. */
  private interface Call<T> {
    T run() throws Exception;
  }

  @BeforeEach
  void load() throws Exception {
    hooked = new Hooking(coverage).loadClass(RECEIVE);
    assertThat(coverage.found()).containsExactly(RECEIVE);
    assertThat(coverage.missing()).isEmpty();
    OwnClients.takeRefused();
  }

  @Test
  void ourOwnClientsAllocateNothingForALengthThatIsTooLarge() {
    assertThatThrownBy(() -> onOwnThread(() -> read(Integer.MAX_VALUE)))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(InvalidReceiveException.class)
        .hasMessageContaining("2147483647 larger than " + OwnClients.MOST_RESPONSE_BYTES);
    assertThat(OwnClients.takeRefused())
        .isEqualTo("broker 7 sent a response of 2147483647 bytes, which was refused");
  }

  @Test
  void ourOwnClientsReceiveTheLargestResponseOfABroker() throws Exception {
    assertThat(onOwnThread(() -> read(OwnClients.MOST_RESPONSE_BYTES)))
        .isEqualTo(OwnClients.MOST_RESPONSE_BYTES);
    assertThat(OwnClients.takeRefused()).isNull();
  }

  @Test
  void theBrokersOwnConnectionsKeepKafkasLimits() throws Exception {
    assertThat(read(MORE_THAN_WE_ACCEPT)).isEqualTo(MORE_THAN_WE_ACCEPT);
    Constructor<?> limited = hooked.getConstructor(int.class, String.class);
    assertThatThrownBy(() -> read(limited.newInstance(1_000, "7"), 1_001))
        .isInstanceOf(InvalidReceiveException.class);
    assertThat(OwnClients.takeRefused()).as("no matter of ours").isNull();
  }

  /** What was allocated for a response of this length, of which nothing follows. */
  private int read(int length) throws Exception {
    return read(hooked.getConstructor(String.class).newInstance("7"), length);
  }

  private int read(Object receive, int length) throws Exception {
    Method read = hooked.getMethod("readFrom", ScatteringByteChannel.class);
    try {
      read.invoke(receive, new Bytes(ByteBuffer.allocate(5).putInt(length).array()));
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
    return ((ByteBuffer) hooked.getMethod("payload").invoke(receive)).capacity();
  }

  private static <T> T onOwnThread(Call<T> work) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    OwnClients.thread(
            () -> {
              try {
                result.complete(work.run());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            },
            "any-name")
        .start();
    return result.get();
  }

  /** Defines NetworkReceive anew, with its hooks; everything else is that of the test. */
  private static final class Hooking extends ClassLoader {
    private final HookTransformer transformer;

    Hooking(Coverage coverage) {
      super(ReceiveLimitTest.class.getClassLoader());
      transformer = new HookTransformer(coverage, this);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(RECEIVE)) {
        return super.loadClass(name, resolve);
      }
      String path = name.replace('.', '/');
      try (InputStream in = getParent().getResourceAsStream(path + ".class")) {
        byte[] bytes = transformer.transform(this, path, null, null, in.readAllBytes());
        return defineClass(name, bytes, 0, bytes.length);
      } catch (java.io.IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** A channel that has these bytes. */
  private static final class Bytes implements ScatteringByteChannel {
    private final ReadableByteChannel bytes;

    Bytes(byte[] all) {
      bytes = Channels.newChannel(new ByteArrayInputStream(all));
    }

    @Override
    public int read(ByteBuffer into) throws java.io.IOException {
      return bytes.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
