package dev.skipjack.processor.ir;

/** Where in the user's source a node came from. The compiler core only prints it. */
public interface Origin {
  /** The user's own words, such as {@code stem: @Conv(out = 24, kernel = 3)}. */
  String describe();

  /**
   * The part of the network the node belongs to, a Java identifier such as {@code dense1Layer3}:
   * generated code has one method for each, in order of first appearance.
   */
  String group();

  /** The model's own field, by which reports add up. */
  String layer();
}
