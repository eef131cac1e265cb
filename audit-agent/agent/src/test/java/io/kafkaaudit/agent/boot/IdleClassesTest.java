package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleClassesTest {

  @Test
  void whatIsThereIsLoadedWhateverIsMissing() {
    List<String> asked = new ArrayList<>();
    ClassLoader loader =
        new ClassLoader(null) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            asked.add(name);
            if (name.equals("broken")) {
              throw new NoClassDefFoundError(name);
            }
            throw new ClassNotFoundException(name);
          }
        };
    IdleClasses.load(List.of("missing", "broken", "another"), loader);
    assertThat(asked).containsExactly("missing", "broken", "another");
  }
}
