package dev.skipjack.runtime.kernel.simd.convolution;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.PreparedParameters;
import dev.skipjack.runtime.kernel.PreparedParameters.Slot;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec.Names;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.direct.OnePixelConvolution;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.fusion.Epilogue;
import dev.skipjack.runtime.kernel.simd.fusion.Gate;
import dev.skipjack.runtime.kernel.simd.fusion.Prologue;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.PackedMatrix;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A convolution while predicting; its parameters are folded and packed once for all networks that
 * share them.
 */
public final class FoldedConvolutionKernel implements Kernel {
  private final FoldedConvolutionSpec spec;
  private final int number;
  private final PreparedParameters parameters;
  private final ConvolutionPlans plans;
  private final Epilogue epilogue;
  private final Layouts layouts;

  /** Null for none. */
  private final Gate gate;

  /** Whether maps of one pixel are computed in a way that was asked for, too. */
  private final boolean forced;

  private final BooleanSupplier asForOne;
  private final Workers workers;

  /**
   * Each method packs weights in its own way, whatever the batch: batches of changing sizes do not
   * pack them again.
   */
  private final Map<ConvolutionMethod, Slot<Prepared>> slots =
      new EnumMap<>(ConvolutionMethod.class);

  private final Slot<PackedMatrix> onePixelSlot;

  /** Which of a network's kernels prepares for which method; null for that of one pixel. */
  private record Key(int number, FoldedConvolutionSpec spec, ConvolutionMethod method) {}

  /** Parameters as a method reads them; nobody changes them any more. */
  private record Prepared(Prologue prologue, float[] weights, float[] bias) {}

  /**
   * @param number among the kernels of its kind in the network
   * @param wanted how it is computed; null for the fastest
   * @param asForOne whether results do not depend on the other images of a batch
   * @param shared arrays that the kernels of a network use one after the other
   */
  public FoldedConvolutionKernel(
      FoldedConvolutionSpec spec,
      int number,
      PreparedParameters parameters,
      ConvolutionMethod wanted,
      BooleanSupplier asForOne,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.number = number;
    this.parameters = parameters;
    this.layouts = new Layouts(spec.input(), spec.output());
    this.gate = spec.gated() ? new Gate(spec.convolution().inChannels()) : null;
    this.plans =
        new ConvolutionPlans(
            spec.convolution(),
            layouts,
            gate,
            spec.prologue() != null,
            wanted,
            asForOne,
            workers,
            shared);
    this.epilogue = new Epilogue(spec.activation(), null);
    this.forced = wanted != null && AlgorithmChoice.handles(wanted, spec.convolution());
    this.asForOne = asForOne;
    this.workers = workers;
    this.onePixelSlot = parameters.slot(new Key(number, spec, null));
  }

  @Override
  public Runnable bind(Operands operands) {
    Planes planes = layouts.planesIn() ? Planes.of(operands, INPUT) : null;
    Blocks blocks = layouts.planesIn() ? null : Blocks.of(operands, INPUT);
    Planes planarSum = layouts.planesOut() ? Planes.of(operands, ADDEND) : null;
    Planes planarOutput = layouts.planesOut() ? Planes.of(operands, OUTPUT) : null;
    Blocks blockedSum = layouts.planesOut() ? null : Blocks.of(operands, ADDEND);
    Blocks blockedOutput = layouts.planesOut() ? null : Blocks.of(operands, OUTPUT);
    Planes scale = Planes.of(operands, SCALE);
    OnePixelConvolution onePixel = forced ? null : OnePixelConvolution.of(spec, operands, workers);
    return () -> {
      if (onePixel != null && onePixel.takes(asForOne.getAsBoolean())) {
        onePixel.run(onePixelParameters(operands));
        return;
      }
      ConvolutionAlgorithm algorithm = planes == null ? plans.of(blocks) : plans.of(planes);
      Slot<Prepared> slot = slot(algorithm);
      Prepared prepared = slot.get();
      if (prepared == null) {
        prepared = slot.get(() -> prepare(algorithm, operands));
      }
      if (planarOutput == null) {
        epilogue.bind(prepared.bias(), blockedSum, blockedOutput);
      } else {
        epilogue.bind(prepared.bias(), planarSum, planarOutput);
      }
      if (gate != null) {
        gate.read(scale, planes == null ? blocks.pixels : planes.pixels);
      }
      if (planes == null) {
        algorithm.run(blocks, prepared.prologue(), prepared.weights(), epilogue);
      } else {
        algorithm.run(planes, prepared.prologue(), prepared.weights(), epilogue);
      }
    };
  }

  private PackedMatrix onePixelParameters(Operands operands) {
    PackedMatrix known = onePixelSlot.get();
    return known != null
        ? known
        : onePixelSlot.get(
            () -> {
              FoldedParameters folded = FoldedParameters.of(spec, Names.DEPTHWISE, operands);
              return OnePixelConvolution.pack(spec.convolution(), folded, folded.bias());
            });
  }

  private Slot<Prepared> slot(ConvolutionAlgorithm algorithm) {
    Slot<Prepared> known = slots.get(algorithm.method);
    if (known == null) {
      known = parameters.slot(new Key(number, spec, algorithm.method));
      slots.put(algorithm.method, known);
    }
    return known;
  }

  private Prepared prepare(ConvolutionAlgorithm algorithm, Operands operands) {
    Prologue prologue = new Prologue(spec.prologue(), spec.convolution().inChannels());
    prologue.prepare(BatchNorm.of(operands));
    FoldedParameters folded = FoldedParameters.of(spec, Names.DEPTHWISE, operands);
    float[] packed = new float[algorithm.packedSize()];
    algorithm.pack(folded, packed);
    return new Prepared(prologue, packed, folded.bias());
  }
}
