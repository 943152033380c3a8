package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * What a {@link StridedBlockGradient} reads, a block of channels of a step at a time, with zeros
 * for padding: the output's gradient, {@code [group][pixel][channel]}, and what the convolution
 * saw, its phases one behind the other.
 */
final class StridedRows {
  private static final int SIZE = Blocks.SIZE;
  private static final int GROUP = WeightSums.GROUP;

  private final int stride;
  private final int top;
  private final int left;
  private final InputPhases phases;
  private final OutputGradient output;
  private final InputGradient input;

  StridedRows(
      ConvolutionSpec spec, InputPhases phases, OutputGradient output, InputGradient input) {
    this.stride = spec.stride();
    this.top = spec.padding().height();
    this.left = spec.padding().width();
    this.phases = phases;
    this.output = output;
    this.input = input;
  }

  /** The gradient of a block of output channels of a step, zeros where the output has no pixel. */
  void readGradient(StridedSteps steps, int step, int block, float[] g, int at, Scratch scratch) {
    FeatureMap map = output.map();
    int channel = block * SIZE;
    int to = at + channel / GROUP * steps.groupStride + channel % GROUP;
    int y = steps.chunks.row(step) - phases.reach;
    int begin = Math.max(0, y);
    int count =
        Math.max(0, Math.min(map.height, steps.chunks.row(step) + steps.chunks.rows(step)) - begin)
            * map.width;
    boolean byRow = map instanceof Blocks; // planes are transposed more at a time
    float[] pixels = byRow ? null : scratch.aligned(Scratch.STAGE, count * SIZE);
    clear(g, to, phases.reachRight, GROUP);
    for (int i = 0; i < steps.chunks.images(step); i++) {
      int image = steps.chunks.image(step) + i;
      if (!byRow) {
        output.readBlock(image, block, begin * map.width, count, pixels, FIRST, SIZE, scratch);
      }
      for (int r = 0; r < steps.chunks.rows(step) + phases.reach; r++) {
        int t = to + (phases.reachRight + (i * steps.chunks.mostRows() + r) * steps.pitch) * GROUP;
        int there = y + r >= 0 && y + r < map.height ? map.width : 0;
        if (byRow && there > 0) {
          output.readBlock(image, block, (y + r) * map.width, there, g, t, GROUP, scratch);
        } else {
          int from = FIRST + (y + r - begin) * map.width * SIZE;
          copy(pixels, from, SIZE, there, g, t, GROUP);
        }
        clear(g, t + there * GROUP, steps.pitch - there, GROUP);
      }
    }
  }

  /** A block of what the convolution saw, its phases one behind the other. */
  void readInput(StridedSteps steps, int step, int block, float[] to, Scratch scratch) {
    FeatureMap x = input.x();
    int rows = steps.outRows(step) + phases.reach;
    int begin = Math.max(0, steps.chunks.row(step) * stride - top);
    int end = Math.min(x.height, (steps.chunks.row(step) + rows) * stride - top);
    int count = Math.max(0, end - begin) * x.width;
    float[] pixels = scratch.aligned(Scratch.STAGE, count * SIZE);
    for (int i = 0; i < steps.chunks.images(step); i++) {
      int image = steps.chunks.image(step) + i;
      input.blocks().readBlock(image, block, begin * x.width, count, pixels, FIRST, SIZE, scratch);
      for (int r = 0; r < rows * stride; r++) {
        int y = steps.chunks.row(step) * stride + r - top;
        int from = FIRST + (y - begin) * x.width * SIZE;
        int t =
            FIRST
                + r % stride * stride * steps.phaseSize
                + (i * steps.chunks.mostRows() + r / stride) * steps.pitch * SIZE;
        for (int phase = 0; phase < stride; phase++) {
          splitRow(
              steps.pitch,
              pixels,
              from,
              y >= 0 && y < x.height,
              phase,
              to,
              t + phase * steps.phaseSize);
        }
      }
    }
  }

  /** Every pixel of a row that belongs to a phase, zeros where there is padding. */
  private void splitRow(
      int pitch, float[] row, int from, boolean there, int phase, float[] to, int at) {
    int width = input.x().width;
    int before = there ? Math.min(pitch, Math.max(0, (left - phase + stride - 1) / stride)) : pitch;
    int first = before * stride + phase - left;
    int count = there && first < width ? (width - 1 - first) / stride + 1 : 0;
    count = Math.min(count, pitch - before);
    clear(to, at, before, SIZE);
    copy(row, from + first * SIZE, stride * SIZE, count, to, at + before * SIZE, SIZE);
    clear(to, at + (before + count) * SIZE, pitch - before - count, SIZE);
  }

  /** Pixels of a block, so far apart. */
  private static void copy(
      float[] from, int at, int distance, int pixels, float[] to, int t, int toDistance) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      for (int p = 0; p < pixels; p++) {
        FloatVector.fromArray(SPECIES, from, at + lane + p * distance)
            .intoArray(to, t + lane + p * toDistance);
      }
    }
  }

  private static void clear(float[] to, int at, int pixels, int distance) {
    for (int p = 0; p < pixels; p++) {
      Arrays.fill(to, at + p * distance, at + p * distance + SIZE, 0);
    }
  }
}
