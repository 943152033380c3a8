package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What lies between dense blocks: BN-ReLU-1×1 convolution to {@code floor(compression·C)} channels,
 * then an average pool of 2 with stride 2.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface Transition {
  /** The share of channels kept, in (0, 1]. */
  double compression() default 0.5;
}
