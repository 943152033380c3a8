package dev.skipjack.runtime.parameters;

import java.util.Arrays;

/**
 * One named tensor of a network.
 *
 * @param name as in weight files, for instance {@code dense1.denselayer3.conv1.weight}
 * @param role who changes it
 * @param offset of its first element: in {@link dev.skipjack.runtime.Network#parameters()} for
 *     trainable and frozen ones, in {@link dev.skipjack.runtime.Network#runningStatistics()} for
 *     running ones
 * @param initializer how it starts
 * @param shape convolutions {@code [out, in/groups, kernel, kernel]}, transposed ones {@code [in,
 *     out, kernel, kernel]}, linear {@code [out, in]}, everything else {@code [channels]}
 */
public record Parameter(
    String name, ParameterRole role, long offset, Initializer initializer, long... shape) {
  public Parameter {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** The number of elements. */
  public long length() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
