package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Channels that lie group by group lie in turn, one of each group (Zhang et al. 2018, ShuffleNet,
 * section 3.1), so that a next convolution in groups sees all of them: {@code C×H×W} stays as it
 * is.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(ChannelShuffle.List.class)
public @interface ChannelShuffle {
  /** Groups of channels; must divide them. */
  int groups();

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    ChannelShuffle[] value();
  }
}
