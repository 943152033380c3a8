package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels that take, send back or remember statistics, with those of others in between. */
final class StatisticsSharing {
  /** Null: what is here is all there is. */
  private SharedStatistics shared;

  void with(SharedStatistics newShared) {
    shared = newShared;
  }

  Statistics statistics(Statistics kernel) {
    return (x, mean, variance) -> {
      kernel.run(x, mean, variance);
      merge(x, mean, variance);
    };
  }

  FusedConvolution fusedConvolution(FusedConvolution kernel) {
    return (x, mean, variance, gamma, beta, weight, bias, out, outMean, outVariance) -> {
      kernel.run(x, mean, variance, gamma, beta, weight, bias, out, outMean, outVariance);
      merge(out, outMean, outVariance);
    };
  }

  StatisticsGradient statisticsGradient(StatisticsGradient kernel) {
    return (x, mean, meanGradient, varianceGradient, inputGradient) -> {
      sum(x, meanGradient, varianceGradient);
      kernel.run(x, mean, meanGradient, varianceGradient, inputGradient);
    };
  }

  FusedConvolutionGradient fusedConvolutionGradient(FusedConvolutionGradient kernel) {
    return (x,
        mean,
        variance,
        gamma,
        beta,
        weight,
        out,
        outMean,
        outGradient,
        outMeanGradient,
        outVarianceGradient,
        inputGradient,
        meanGradient,
        varianceGradient,
        gammaGradient,
        betaGradient,
        weightGradient,
        biasGradient) -> {
      if (outMeanGradient != null) {
        sum(out, outMeanGradient, outVarianceGradient);
      }
      kernel.run(
          x,
          mean,
          variance,
          gamma,
          beta,
          weight,
          out,
          outMean,
          outGradient,
          outMeanGradient,
          outVarianceGradient,
          inputGradient,
          meanGradient,
          varianceGradient,
          gammaGradient,
          betaGradient,
          weightGradient,
          biasGradient);
    };
  }

  RunningStatistics runningStatistics(RunningStatistics kernel) {
    return (x, mean, variance, runningMean, runningVariance) -> {
      if (shared == null) {
        kernel.run(x, mean, variance, runningMean, runningVariance);
      } else {
        shared.update(
            variance, values(x), () -> kernel.run(x, mean, variance, runningMean, runningVariance));
      }
    };
  }

  private void merge(INDArray map, INDArray mean, INDArray variance) {
    if (shared != null) {
      shared.merge(mean, variance, values(map));
    }
  }

  private void sum(INDArray map, INDArray meanGradient, INDArray varianceGradient) {
    if (shared != null) {
      shared.sum(meanGradient, varianceGradient, values(map));
    }
  }

  private static long values(INDArray map) {
    return map.length() / map.size(1);
  }
}
