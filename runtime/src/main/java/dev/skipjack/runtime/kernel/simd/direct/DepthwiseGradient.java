package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.Prologue;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * Gradients of a depthwise convolution: each channel has a kernel of its own, so there is nothing
 * to multiply matrices for. Parts are channels; a plane is visited once.
 */
public final class DepthwiseGradient implements GradientSweep {
  private static final int INPUT = 3;
  private static final int GRADIENT = 4;
  private static final int PADDED = 5;
  private static final int PRODUCT = 6;
  private static final int RESULT = 7;
  private static final int VALUES = 8;
  private static final int SPARE = 9;

  /** Products that are summed in FLOAT: many equal ones are all rounded the same way. */
  private static final int PIECE = 2048;

  private final ConvolutionSpec spec;
  private final int taps;
  private final InputPhases phases;
  private final OutputGradient output;
  private final InputGradient input;
  private final Workers workers;
  private final Scratch shared;
  private final Prologue identity;
  private final double[] sums;
  private final float[] gradients;
  private final Workers.Task sweep = this::sweep;
  private final int[] inputOffsets;
  private final int[][] offsets;
  private Planes shape;
  private PaddedPlanes inputPlanes;
  private PaddedPlanes planes;
  private int products;
  private int parts;
  private float[] weight;
  private boolean wantsData;
  private boolean wantsWeights;

  public DepthwiseGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.taps = spec.kernel().area();
    this.phases = new InputPhases(spec);
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.identity = new Prologue(null, spec.outChannels());
    this.sums = new double[spec.inChannels() * taps];
    this.gradients = new float[spec.inChannels() * taps];
    this.inputOffsets = new int[taps];
    this.offsets = new int[phases.count()][];
    for (int phase = 0; phase < offsets.length; phase++) {
      offsets[phase] = new int[phases.taps(phase).length];
    }
  }

  public static boolean handles(ConvolutionSpec spec) {
    return spec.groups() == spec.inChannels() && spec.groups() == spec.outChannels();
  }

  @Override
  public void run(Memory weight, boolean data, Memory weightGradient) {
    plan();
    wantsData = data;
    wantsWeights = weightGradient != null;
    this.weight = shared.floats(0, sums.length);
    weight.read(0, this.weight, 0, sums.length);
    input.begin(1);
    int floats = inputPlanes.unitSize + planes.unitSize + phases.count() * products;
    parts = Parts.ofFloats(spec.inChannels(), 2.0 * input.x().images * floats);
    workers.run(parts, sweep);
    if (wantsWeights) {
      weightGradient.write(0, gradients, 0, gradients.length);
    }
  }

  private void plan() {
    Planes x = input.x();
    if (shape != null && shape.height == x.height && shape.width == x.width) {
      return;
    }
    shape = x;
    Planes g = output.planes();
    inputPlanes = new PaddedPlanes(spec, 1, x.height, x.width, 1, g.height);
    int kernelWidth = spec.kernel().width();
    for (int tap = 0; tap < taps; tap++) {
      inputOffsets[tap] = inputPlanes.offset(tap / kernelWidth, tap % kernelWidth);
    }
    planes = new PaddedPlanes(phases.spec(), 1, g.height, g.width, 1, g.height + phases.reach);
    for (int phase = 0; phase < offsets.length; phase++) {
      for (int i = 0; i < offsets[phase].length; i++) {
        offsets[phase][i] = phases.offset(planes, phases.taps(phase)[i]);
      }
    }
    products = Lanes.roundUp((g.height + phases.reach) * planes.pitch, Correlation.STEP);
  }

  private void sweep(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, spec.inChannels());
    for (int c = Parts.first(part, parts, spec.inChannels()); c < end; c++) {
      Arrays.fill(sums, c * taps, (c + 1) * taps, 0);
      for (int image = 0; image < input.x().images; image++) {
        scratch.poison();
        if (wantsWeights) {
          addWeightGradient(image, c, scratch);
        }
        if (wantsData) {
          writeDataGradient(image, c, scratch);
        }
      }
      for (int tap = c * taps; tap < (c + 1) * taps; tap++) {
        gradients[tap] = (float) sums[tap];
      }
    }
  }

  private void addWeightGradient(int image, int channel, Scratch scratch) {
    Planes g = output.planes();
    int pitch = inputPlanes.pitch;
    float[] z = scratch.floats(INPUT, inputPlanes.unitSize);
    inputPlanes.fill(input.x(), input.prologue(), image, channel, 0, 0, g.height, z, 0, scratch);
    float[] row = scratch.floats(SPARE, g.pixels + LENGTH);
    output.read(image, channel, 0, row, 0, g.pixels);
    int pixels = (g.height - 1) * pitch + g.width;
    float[] spread = scratch.floats(GRADIENT, pixels);
    Arrays.fill(spread, 0, pixels, 0);
    for (int y = 0; y < g.height; y++) {
      System.arraycopy(row, y * g.width, spread, y * pitch, g.width);
    }
    for (int tap = 0; tap < taps; tap++) {
      double sum = 0;
      for (int p = 0; p < pixels; p += PIECE) {
        int count = Math.min(PIECE, pixels - p);
        sum += Reductions.product(z, inputOffsets[tap] + p, 0, spread, p, count);
      }
      sums[channel * taps + tap] += sum;
    }
  }

  private void writeDataGradient(int image, int channel, Scratch scratch) {
    Planes x = input.x();
    Planes g = output.planes();
    int rows = g.height + phases.reach;
    float[] padded = scratch.floats(PADDED, planes.unitSize + Correlation.STEP);
    planes.fill(output, identity, image, channel, 0, 0, rows, padded, 0, scratch);
    float[] product = scratch.floats(PRODUCT, phases.count() * products + 3 * LENGTH);
    float[] kernel = scratch.floats(SPARE, taps);
    for (int phase = 0; phase < offsets.length; phase++) {
      int[] some = phases.taps(phase);
      for (int i = 0; i < some.length; i++) {
        kernel[i] = weight[channel * taps + some[i]];
      }
      Correlation.run(padded, 0, kernel, 0, offsets[phase], products, product, phase * products);
    }
    float[] d = scratch.floats(RESULT, x.pixels + x.width + 2 * LENGTH);
    phases.unite(planes, g.width, product, 0, products, 1, 0, rows, 0, x.height, x.width, d);
    float[] values = scratch.floats(VALUES, x.pixels + LENGTH);
    if (!input.prologue().identity) {
      x.read(image, channel, 0, values, 0, x.pixels);
      Arrays.fill(values, x.pixels, x.pixels + LENGTH, 0);
    }
    float[] spare = scratch.floats(SPARE, x.pixels + LENGTH);
    input.write(0, channel, image * x.pixels, x.pixels, d, 0, values, 0, spare);
  }
}
