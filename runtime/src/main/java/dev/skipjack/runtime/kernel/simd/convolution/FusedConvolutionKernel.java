package dev.skipjack.runtime.kernel.simd.convolution;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.fusion.ChannelStatistics;
import dev.skipjack.runtime.kernel.simd.fusion.Epilogue;
import dev.skipjack.runtime.kernel.simd.fusion.Prologue;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.function.BooleanSupplier;

/**
 * A convolution while training; its weights are packed each time, because each step changes them.
 */
public final class FusedConvolutionKernel implements Kernel {
  private static final int PACKED = 1;

  private final Workers workers;
  private final Scratch shared;
  private final Layouts layouts;
  private final ConvolutionPlans plans;
  private final Prologue prologue;
  private final ChannelStatistics statistics;
  private final Epilogue epilogue;
  private final float[] bias;
  private final float[] mean;
  private final float[] variance;

  /**
   * @param wanted how it is computed; null for the fastest
   * @param asForOne whether results do not depend on the other images of a batch
   * @param shared arrays that the kernels of a network use one after the other
   */
  public FusedConvolutionKernel(
      FusedConvolutionSpec spec,
      ConvolutionMethod wanted,
      BooleanSupplier asForOne,
      Workers workers,
      Scratch shared) {
    ConvolutionSpec convolution = spec.convolution();
    int out = convolution.outChannels();
    this.workers = workers;
    this.shared = shared;
    this.layouts = new Layouts(spec.input(), spec.output());
    this.plans =
        new ConvolutionPlans(
            convolution, layouts, null, spec.prologue() != null, wanted, asForOne, workers, shared);
    this.prologue = new Prologue(spec.prologue(), convolution.inChannels());
    this.statistics = spec.statistics() ? new ChannelStatistics(out, shared) : null;
    this.epilogue = new Epilogue(null, statistics);
    this.bias = convolution.bias() ? new float[out] : null;
    this.mean = new float[out];
    this.variance = new float[out];
  }

  @Override
  public Runnable bind(Operands operands) {
    Planes planes = layouts.planesIn() ? Planes.of(operands, INPUT) : null;
    Blocks blocks = layouts.planesIn() ? null : Blocks.of(operands, INPUT);
    BatchNorm norm = BatchNorm.of(operands);
    Memory weight = Memory.of(operands, WEIGHT);
    Memory ofBias = Memory.of(operands, BIAS);
    Planes planarOutput = layouts.planesOut() ? Planes.of(operands, OUTPUT) : null;
    Blocks blockedOutput = layouts.planesOut() ? null : Blocks.of(operands, OUTPUT);
    Memory toMean = Memory.of(operands, OUTPUT_MEAN);
    Memory toVariance = Memory.of(operands, OUTPUT_VARIANCE);
    return () -> {
      ConvolutionAlgorithm algorithm = planes == null ? plans.of(blocks) : plans.of(planes);
      prologue.prepare(norm);
      if (bias != null) {
        ofBias.read(0, bias, 0, bias.length);
      }
      if (planarOutput == null) {
        epilogue.bind(bias, null, blockedOutput);
      } else {
        epilogue.bind(bias, null, planarOutput);
      }
      workers.turn();
      if (planes == null) {
        algorithm.runOnce(blocks, prologue, weight, shared, PACKED, epilogue);
      } else {
        algorithm.runOnce(planes, prologue, weight, shared, PACKED, epilogue);
      }
      if (statistics != null) {
        statistics.finish(mean, variance);
        toMean.write(0, mean, 0, mean.length);
        toVariance.write(0, variance, 0, variance.length);
      }
    };
  }
}
