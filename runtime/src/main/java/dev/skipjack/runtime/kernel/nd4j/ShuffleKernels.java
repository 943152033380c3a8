package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.movement.ChannelShuffleSpec;
import dev.skipjack.runtime.kernel.movement.PixelShuffleSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Channels and pixels in another order: copies between two views of equal shape. */
final class ShuffleKernels {
  private ShuffleKernels() {}

  static Composed channels(ChannelShuffleSpec spec) {
    int groups = spec.groups();
    Derived from = new Derived(map -> ordered(map, 1, (int) map.size(1) / groups, groups));
    Derived to = new Derived(map -> ordered(map, groups, 1, groups));
    return operands -> to.of(operands.array(OUTPUT)).assign(from.of(operands.array(INPUT)));
  }

  /**
   * As {@code [N, C / groups, groups, pixels]}.
   *
   * @param step from one of the second axis to the next, in channels
   * @param groupStep from one group to the next, in channels
   */
  private static INDArray ordered(INDArray map, long step, long groupStep, int groups) {
    long pixels = map.size(2) * map.size(3);
    long[] shape = {map.size(0), map.size(1) / groups, groups, pixels};
    long[] stride = {map.stride(0), step * pixels, groupStep * pixels, 1};
    return view(map, shape, stride);
  }

  static Composed pixels(PixelShuffleSpec spec) {
    Derived small = new Derived(map -> small(map, spec.scale()));
    Derived large = new Derived(map -> large(map, spec.scale()));
    return operands -> large.of(operands.array(OUTPUT)).assign(small.of(operands.array(INPUT)));
  }

  static Composed pixelsGradient(PixelShuffleSpec spec) {
    Derived small = new Derived(map -> small(map, spec.scale()));
    Derived large = new Derived(map -> large(map, spec.scale()));
    return operands ->
        small.of(operands.array(INPUT_GRADIENT)).assign(large.of(operands.array(OUTPUT_GRADIENT)));
  }

  /** The map of many channels as {@code [N, C, H, scale, W, scale]}. */
  private static INDArray small(INDArray map, long scale) {
    long width = map.size(3);
    long pixels = map.size(2) * width;
    long[] shape = {map.size(0), map.size(1) / (scale * scale), map.size(2), scale, width, scale};
    long[] stride = {map.stride(0), scale * scale * pixels, width, scale * pixels, 1, pixels};
    return view(map, shape, stride);
  }

  /** The map of many pixels as {@code [N, C, H, scale, W, scale]}. */
  private static INDArray large(INDArray map, long scale) {
    long wide = map.size(3);
    long pixels = map.size(2) * wide;
    long[] shape = {map.size(0), map.size(1), map.size(2) / scale, scale, wide / scale, scale};
    long[] stride = {map.stride(0), pixels, scale * wide, wide, scale, 1};
    return view(map, shape, stride);
  }

  private static INDArray view(INDArray map, long[] shape, long[] stride) {
    return Nd4j.create(map.data(), shape, stride, map.offset(), 'c', map.dataType());
  }
}
