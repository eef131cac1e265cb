package io.strimzi.crdgenerator.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On Strimzi's getters, while its jar is in no registry: so that the JVM does not skip them. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.TYPE})
public @interface PresentInVersions {
  /** One version, from one on ({@code v1+}), or from one to another. */
  String value();
}
