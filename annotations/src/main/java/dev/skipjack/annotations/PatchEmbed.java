package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Turns a map into a sequence of tokens (Dosovitskiy et al. 2020): each square of pixels becomes
 * one, by a convolution whose stride is its kernel, row by row. A map of {@code C×H×W} becomes
 * {@code H/size·W/size} tokens of so many features; the parameters are those of the convolution.
 *
 * <p>These take sequences: {@link Linear}, {@link LayerNorm}, {@link Softmax} and {@link Attention}
 * (each token's features, or all tokens), activations, {@link Dropout}, {@link ClassToken}, {@link
 * PositionalEmbedding}, {@link Add}, {@link Skip} of one shape, {@link Repeat} and {@link Flatten}.
 * {@link SelectToken} makes features of one. Arrays of a sequence are {@code [N, tokens,
 * features]}. {@link Attention} takes maps, too: a network whose stages shrink them needs no
 * sequence.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(PatchEmbed.List.class)
public @interface PatchEmbed {
  /** Height and width of a patch, in pixels; they divide the map's. */
  int size();

  /** Of a token. */
  int features();

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    PatchEmbed[] value();
  }
}
