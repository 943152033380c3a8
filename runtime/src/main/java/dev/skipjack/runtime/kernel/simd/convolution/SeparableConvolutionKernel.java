package dev.skipjack.runtime.kernel.simd.convolution;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.PreparedParameters;
import dev.skipjack.runtime.kernel.PreparedParameters.Slot;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec.Names;
import dev.skipjack.runtime.kernel.simd.direct.SeparableConvolution;
import dev.skipjack.runtime.kernel.simd.direct.SeparableConvolution.Parameters;
import dev.skipjack.runtime.kernel.simd.fusion.Epilogue;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A depthwise convolution with those of 1 x 1 around it, planned for the shapes that it met last;
 * parameters are folded and packed once for all networks that share them.
 */
public final class SeparableConvolutionKernel implements Kernel {
  /** The full batch, the last partial one, and those of an evaluation. */
  private static final int MOST = 4;

  private final SeparableConvolutionSpec spec;
  private final Workers workers;
  private final Scratch shared;
  private final Slot<Parameters> slot;
  private final Epilogue epilogue;
  private final int[][] shapes = new int[MOST][3];
  private final SeparableConvolution[] plans = new SeparableConvolution[MOST];
  private int next;

  /** Which of a network's kernels prepares. */
  private record Key(int number, SeparableConvolutionSpec spec) {}

  /**
   * @param number among the kernels of its kind in the network
   * @param shared arrays that the kernels of a network use one after the other
   */
  public SeparableConvolutionKernel(
      SeparableConvolutionSpec spec,
      int number,
      PreparedParameters parameters,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.workers = workers;
    this.shared = shared;
    this.slot = parameters.slot(new Key(number, spec));
    this.epilogue = new Epilogue(spec.project() == null ? null : spec.project().activation(), null);
  }

  /** Whether what lies between the convolutions fills blocks. */
  public static boolean handles(SeparableConvolutionSpec spec) {
    ConvolutionSpec depthwise = spec.depthwise().convolution();
    return depthwise.strides().isSquare()
        && depthwise.dilation() == 1
        && depthwise.outChannels() % Blocks.SIZE == 0;
  }

  @Override
  public Runnable bind(Operands operands) {
    Layouts layouts = new Layouts(spec.input(), spec.output());
    Planes planes = layouts.planesIn() ? Planes.of(operands, INPUT) : null;
    Blocks blocks = layouts.planesIn() ? null : Blocks.of(operands, INPUT);
    Planes planarSum = layouts.planesOut() ? Planes.of(operands, ADDEND) : null;
    Planes planarOutput = layouts.planesOut() ? Planes.of(operands, OUTPUT) : null;
    Blocks blockedSum = layouts.planesOut() ? null : Blocks.of(operands, ADDEND);
    Blocks blockedOutput = layouts.planesOut() ? null : Blocks.of(operands, OUTPUT);
    return () -> {
      SeparableConvolution plan =
          planes == null
              ? plan(blocks.images, blocks.height, blocks.width)
              : plan(planes.images, planes.height, planes.width);
      Parameters prepared = slot.get();
      if (prepared == null) {
        prepared = slot.get(() -> prepare(operands));
      }
      float[] bias = spec.project() == null ? null : prepared.projectBias();
      if (planarOutput == null) {
        epilogue.bind(bias, blockedSum, blockedOutput);
      } else {
        epilogue.bind(bias, planarSum, planarOutput);
      }
      plan.run(planes, blocks, prepared, epilogue);
    };
  }

  private SeparableConvolution plan(int images, int height, int width) {
    for (int i = 0; i < MOST; i++) {
      int[] shape = shapes[i];
      if (shape[0] == images && shape[1] == height && shape[2] == width) {
        return plans[i];
      }
    }
    SeparableConvolution made =
        new SeparableConvolution(spec, images, height, width, workers, shared);
    shapes[next] = new int[] {images, height, width};
    plans[next] = made;
    next = (next + 1) % MOST;
    return made;
  }

  private Parameters prepare(Operands operands) {
    FoldedParameters expand = folded(spec.expand(), Names.EXPAND, operands);
    FoldedParameters depthwise = folded(spec.depthwise(), Names.DEPTHWISE, operands);
    FoldedParameters project = folded(spec.project(), Names.PROJECT, operands);
    return new Parameters(
        packed(spec.expand(), expand),
        bias(spec.expand(), expand),
        SeparableConvolution.filters(spec.depthwise().convolution(), depthwise),
        bias(spec.depthwise(), depthwise),
        packed(spec.project(), project),
        bias(spec.project(), project));
  }

  private static FoldedParameters folded(
      FoldedConvolutionSpec convolution, Names names, Operands operands) {
    return convolution == null ? null : FoldedParameters.of(convolution, names, operands);
  }

  private static float[] packed(FoldedConvolutionSpec convolution, FoldedParameters parameters) {
    if (convolution == null) {
      return null;
    }
    float[] packed = new float[SeparableConvolution.packedSize(convolution.convolution())];
    SeparableConvolution.pack(convolution.convolution(), parameters, packed);
    return packed;
  }

  /** With room for whole blocks, which products read. */
  private static float[] bias(FoldedConvolutionSpec convolution, FoldedParameters parameters) {
    if (convolution == null) {
      return null;
    }
    float[] bias = new float[SeparableConvolution.columns(convolution.convolution())];
    if (parameters.bias() != null) {
      System.arraycopy(parameters.bias(), 0, bias, 0, parameters.bias().length);
    }
    return bias;
  }
}
