package dev.skipjack.runtime.data;

import java.util.List;

/**
 * What a data set has of each item beside its picture, for a network of several inputs; see {@link
 * Dataset#with(String, Table)}.
 */
public sealed interface FurtherInput permits TableInput, ImagesInput {
  /** Of the network's input. */
  String name();

  /** Of one item: features, or channels, height and width. */
  List<Integer> dims();

  /** For how many items. */
  int size();

  /** That of some of the items, in this order. */
  FurtherInput select(int... indices);

  /** A few letters that tell it from others, as {@link Dataset#fingerprint} does. */
  String fingerprint();

  /** How items become what the network sees, as {@link Batches#describeImages} says it. */
  String describe();
}
