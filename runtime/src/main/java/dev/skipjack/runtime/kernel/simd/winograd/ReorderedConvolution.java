package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.direct.PaddedInput;
import dev.skipjack.runtime.kernel.simd.fusion.Epilogue;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * An algorithm for planes where maps lie in blocks: Winograd's saves more than it costs to reorder
 * them. What lies in blocks is copied into planes on the heap before it runs, or out of them behind
 * it, with what the epilogue has to do.
 */
public final class ReorderedConvolution extends ConvolutionAlgorithm {
  /** Multiplications that take as long as reordering a float. */
  private static final double REORDERED = 50;

  /** Slots of what all threads share, and of a thread. */
  private static final int IN = 8;

  private static final int OUT = 9;
  private static final int BLOCK = 1;

  private final Layouts layouts;
  private final ConvolutionAlgorithm planar;
  private final int images;
  private final int inHeight;
  private final int inWidth;
  private final int outHeight;
  private final int outWidth;
  private final int readParts;
  private final int writeParts;
  private final Scratch shared;
  private final Epilogue intoPlanes = new Epilogue(null, null);
  private final Workers.Task readPart = this::readPart;
  private final Workers.Task writePart = this::writePart;
  private float[] in;
  private float[] out;
  private Planes planesIn;
  private Planes planesOut;

  /**
   * @param planar of the same convolution, for as many images of this size
   * @param shared arrays that the kernels of a network use one after the other
   */
  public ReorderedConvolution(
      ConvolutionAlgorithm planar,
      Layouts layouts,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    super(planar.spec, planar.method, workers);
    this.planar = planar;
    this.layouts = layouts;
    this.images = images;
    this.inHeight = height;
    this.inWidth = width;
    this.outHeight = PaddedInput.outHeight(spec, height);
    this.outWidth = PaddedInput.outWidth(spec, width);
    this.shared = shared;
    int inBlocks = images * spec.inChannels() / SIZE;
    int outBlocks = images * spec.outChannels() / SIZE;
    this.readParts = layouts.planesIn() ? 0 : Parts.ofFloats(inBlocks, 2.0 * height * width * SIZE);
    this.writeParts =
        layouts.planesOut() ? 0 : Parts.ofFloats(outBlocks, 2.0 * outHeight * outWidth * SIZE);
  }

  public static boolean handles(ConvolutionSpec spec) {
    return WinogradConvolution.handles(spec);
  }

  @Override
  public double cost() {
    double ins = layouts.planesIn() ? 0 : (double) spec.inChannels() * inHeight * inWidth;
    double outs = layouts.planesOut() ? 0 : (double) spec.outChannels() * outHeight * outWidth;
    return planar.cost() + REORDERED * images * (ins + outs);
  }

  @Override
  public int packedSize() {
    return planar.packedSize();
  }

  @Override
  public int packedBlocks() {
    return planar.packedBlocks();
  }

  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    planar.pack(from, block, to, scratch);
  }

  @Override
  protected void compute() {
    if (!layouts.planesIn()) {
      float[] floats = shared.floats(IN, images * spec.inChannels() * inHeight * inWidth);
      if (floats != in) {
        in = floats;
        planesIn = Planes.of(in, images, spec.inChannels(), inHeight, inWidth);
      }
      workers.run(readParts, readPart);
    }
    Planes from = layouts.planesIn() ? x : planesIn;
    if (layouts.planesOut()) {
      planar.run(from, prologue, weights, epilogue);
      return;
    }
    float[] floats = shared.floats(OUT, images * spec.outChannels() * outHeight * outWidth);
    if (floats != out) {
      out = floats;
      planesOut = Planes.of(out, images, spec.outChannels(), outHeight, outWidth);
    }
    intoPlanes.bind(null, (Planes) null, planesOut);
    planar.run(from, prologue, weights, intoPlanes);
    epilogue.prepare(writeParts);
    workers.run(writeParts, writePart);
  }

  private void readPart(int part, Scratch scratch) {
    int blocks = spec.inChannels() / SIZE;
    int pixels = inHeight * inWidth;
    int end = Parts.first(part + 1, readParts, images * blocks);
    for (int i = Parts.first(part, readParts, images * blocks); i < end; i++) {
      scratch.poison();
      float[] block = scratch.floats(BLOCK, pixels * SIZE);
      blocksIn.read(i / blocks, i % blocks, 0, block, 0, pixels);
      Transpose.run(block, 0, SIZE, pixels, SIZE, in, i * pixels * SIZE, pixels);
    }
  }

  private void writePart(int part, Scratch scratch) {
    epilogue.begin(part);
    int blocks = spec.outChannels() / SIZE;
    int pixels = outHeight * outWidth;
    int end = Parts.first(part + 1, writeParts, images * blocks);
    for (int i = Parts.first(part, writeParts, images * blocks); i < end; i++) {
      scratch.poison();
      float[] block = scratch.floats(BLOCK, pixels * SIZE);
      Transpose.run(out, i * pixels * SIZE, pixels, SIZE, pixels, block, 0, SIZE);
      epilogue.finish(part, i / blocks, i % blocks * SIZE, SIZE, 0, block, pixels, scratch);
    }
  }
}
