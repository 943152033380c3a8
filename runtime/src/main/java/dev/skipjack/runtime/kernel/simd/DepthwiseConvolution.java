package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import jdk.incubator.vector.FloatVector;

/** A convolution in which each channel has a kernel of its own. Workers divide the planes. */
final class DepthwiseConvolution extends ConvolutionAlgorithm {
  private static final int INPUT = 0;
  private static final int PRODUCT = 1;
  private static final int PIXELS = 2;

  private final int images;
  private final int outHeight;
  private final int outWidth;
  private final PaddedPlanes planes;
  private final int[] offsets;
  private final int products;
  private final Workers.Task part = this::part;

  DepthwiseConvolution(ConvolutionSpec spec, int images, int height, int width, Workers workers) {
    super(spec, ConvolutionMethod.DEPTHWISE, workers);
    this.images = images;
    this.outHeight = GeneralConvolution.extent(spec, height);
    this.outWidth = GeneralConvolution.extent(spec, width);
    this.planes = new PaddedPlanes(spec, 1, height, width, 1, outHeight);
    this.products = Lanes.roundUp(outHeight * planes.pitch, Correlation.STEP);
    this.offsets = new int[spec.kernel() * spec.kernel()];
    for (int tap = 0; tap < offsets.length; tap++) {
      offsets[tap] = planes.offset(tap / spec.kernel(), tap % spec.kernel());
    }
  }

  static boolean handles(ConvolutionSpec spec) {
    return DepthwiseGradient.handles(spec);
  }

  /** Nothing else comes near. */
  @Override
  double cost() {
    return 0;
  }

  @Override
  int packedSize() {
    return spec.outChannels() * offsets.length;
  }

  @Override
  void pack(float[] from, float[] to, int part, Scratch scratch) {
    int first = workers.first(part, packedSize());
    System.arraycopy(from, first, to, first, workers.first(part + 1, packedSize()) - first);
  }

  @Override
  void compute() {
    workers.run(part);
  }

  private void part(int worker, Scratch scratch) {
    epilogue.begin(worker);
    int channels = spec.outChannels();
    int end = workers.first(worker + 1, images * channels);
    for (int plane = workers.first(worker, images * channels); plane < end; plane++) {
      plane(worker, plane / channels, plane % channels, scratch);
    }
  }

  private void plane(int worker, int image, int channel, Scratch scratch) {
    scratch.poison();
    float[] input = scratch.floats(INPUT, planes.channelSize + Correlation.STEP);
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
    epilogue.finish(worker, channel, image * pixels, finished, 0, pixels, scratch);
  }
}
