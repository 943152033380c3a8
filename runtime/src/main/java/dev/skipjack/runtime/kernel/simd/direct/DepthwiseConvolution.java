package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** A convolution in which each channel has a kernel of its own. Parts are channels. */
public final class DepthwiseConvolution extends ConvolutionAlgorithm {
  private static final int INPUT = 0;
  private static final int PRODUCT = 1;
  private static final int PIXELS = 2;

  private final int images;
  private final int outHeight;
  private final int outWidth;
  private final PaddedPlanes planes;
  private final int[] offsets;
  private final int products;
  private final int parts;
  private final Workers.Task part = this::part;

  public DepthwiseConvolution(
      ConvolutionSpec spec, int images, int height, int width, Workers workers) {
    super(spec, ConvolutionMethod.DEPTHWISE, workers);
    this.images = images;
    this.outHeight = PaddedInput.outHeight(spec, height);
    this.outWidth = PaddedInput.outWidth(spec, width);
    this.planes = new PaddedPlanes(spec, 1, height, width, 1, outHeight);
    this.products = Lanes.roundUp(outHeight * planes.pitch, Correlation.STEP);
    this.parts = Parts.ofFloats(spec.outChannels(), 4.0 * images * planes.unitSize);
    this.offsets = new int[spec.kernel().area()];
    int kernelWidth = spec.kernel().width();
    for (int tap = 0; tap < offsets.length; tap++) {
      offsets[tap] = planes.offset(tap / kernelWidth, tap % kernelWidth);
    }
  }

  public static boolean handles(ConvolutionSpec spec) {
    return DepthwiseGradient.handles(spec);
  }

  /** Nothing else comes near. */
  @Override
  public double cost() {
    return 0;
  }

  @Override
  public int packedSize() {
    return spec.outChannels() * offsets.length;
  }

  @Override
  public int packedBlocks() {
    return 1;
  }

  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    from.read(0, to, 0, packedSize());
  }

  @Override
  protected void compute() {
    epilogue.prepare(1);
    workers.run(parts, part);
  }

  /** Some channels of all images. */
  private void part(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, spec.outChannels());
    for (int channel = Parts.first(part, parts, spec.outChannels()); channel < end; channel++) {
      for (int image = 0; image < images; image++) {
        plane(image, channel, scratch);
      }
    }
  }

  private void plane(int image, int channel, Scratch scratch) {
    scratch.poison();
    float[] input = scratch.floats(INPUT, planes.unitSize + Correlation.STEP);
    planes.fill(x, prologue, image, channel, 0, 0, outHeight, input, 0, scratch);
    float[] product = scratch.floats(PRODUCT, products + LENGTH);
    Correlation.run(input, 0, weights, channel * offsets.length, offsets, products, product, 0);
    int pixels = outHeight * outWidth;
    float[] finished = scratch.floats(PIXELS, pixels + LENGTH);
    for (int y = 0; y < outHeight; y++) { // whole vectors, in ascending order
      for (int p = 0; p < outWidth; p += LENGTH) {
        FloatVector.fromArray(SPECIES, product, y * planes.pitch + p)
            .intoArray(finished, y * outWidth + p);
      }
    }
    epilogue.finish(0, channel, image * pixels, finished, 0, pixels, scratch);
  }
}
