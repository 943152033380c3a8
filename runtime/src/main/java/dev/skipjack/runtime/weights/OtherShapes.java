package dev.skipjack.runtime.weights;

/**
 * What {@link Weights#loadPart} does with a tensor of a name in the network but of another shape.
 */
public enum OtherShapes {
  /** Loads nothing and throws: the file is of another model, or the network of another version. */
  REFUSE,
  /** Leaves the parameter as it is and says so: a head for another number of classes. */
  PASS_OVER
}
