package dev.skipjack.runtime.kernel;

import java.util.EnumSet;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors that a kernel is bound to, by name: {@code new
 * Operands().input(images).weight(weight).output(maps)}. What an op has not, or what is not wanted
 * of it, is left out.
 */
public final class Operands {
  private static final int NAMES = Operand.values().length;

  private final Tensor[] tensors = new Tensor[NAMES];

  /**
   * The tensor of a name.
   *
   * @throws IllegalStateException if there is none
   */
  public Tensor get(Operand name) {
    Tensor tensor = find(name);
    if (tensor == null) {
      throw new IllegalStateException("there is no " + name + " among " + names());
    }
    return tensor;
  }

  /** The tensor of a name, or null. */
  public Tensor find(Operand name) {
    return tensors[name.ordinal()];
  }

  /**
   * The array of a name, for kernels made of ND4J's operations.
   *
   * @throws IllegalStateException if there is none
   */
  public INDArray array(Operand name) {
    return get(name).asArray();
  }

  /** As {@link #array}, or null. */
  public INDArray findArray(Operand name) {
    return has(name) ? find(name).asArray() : null;
  }

  public boolean has(Operand name) {
    return find(name) != null;
  }

  /** Those that there are. */
  public Set<Operand> names() {
    Set<Operand> names = EnumSet.noneOf(Operand.class);
    for (Operand name : Operand.values()) {
      if (has(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** The same tensors, of which some may be replaced. */
  public Operands copy() {
    Operands copy = new Operands();
    System.arraycopy(tensors, 0, copy.tensors, 0, NAMES);
    return copy;
  }

  /** Whether all arrays are the very same. */
  boolean areThoseOf(Operands others) {
    for (int i = 0; i < NAMES; i++) {
      Tensor other = others.tensors[i];
      if (tensors[i] == null ? other != null : other == null || !tensors[i].isSameAs(other)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Names an array.
   *
   * @param array null for none
   */
  public Operands with(Operand name, INDArray array) {
    return with(name, Tensor.of(array));
  }

  /**
   * Names a tensor.
   *
   * @param tensor null for none
   */
  public Operands with(Operand name, Tensor tensor) {
    tensors[name.ordinal()] = tensor;
    return this;
  }

  public Operands input(INDArray array) {
    return with(Operand.INPUT, array);
  }

  public Operands left(INDArray array) {
    return with(Operand.LEFT, array);
  }

  public Operands right(INDArray array) {
    return with(Operand.RIGHT, array);
  }

  public Operands scale(INDArray array) {
    return with(Operand.SCALE, array);
  }

  public Operands weight(INDArray array) {
    return with(Operand.WEIGHT, array);
  }

  public Operands bias(INDArray array) {
    return with(Operand.BIAS, array);
  }

  public Operands mean(INDArray array) {
    return with(Operand.MEAN, array);
  }

  public Operands variance(INDArray array) {
    return with(Operand.VARIANCE, array);
  }

  public Operands gamma(INDArray array) {
    return with(Operand.GAMMA, array);
  }

  public Operands beta(INDArray array) {
    return with(Operand.BETA, array);
  }

  public Operands runningMean(INDArray array) {
    return with(Operand.RUNNING_MEAN, array);
  }

  public Operands runningVariance(INDArray array) {
    return with(Operand.RUNNING_VARIANCE, array);
  }

  public Operands foldMean(INDArray array) {
    return with(Operand.FOLD_MEAN, array);
  }

  public Operands foldVariance(INDArray array) {
    return with(Operand.FOLD_VARIANCE, array);
  }

  public Operands foldGamma(INDArray array) {
    return with(Operand.FOLD_GAMMA, array);
  }

  public Operands foldBeta(INDArray array) {
    return with(Operand.FOLD_BETA, array);
  }

  public Operands expandWeight(INDArray array) {
    return with(Operand.EXPAND_WEIGHT, array);
  }

  public Operands expandBias(INDArray array) {
    return with(Operand.EXPAND_BIAS, array);
  }

  public Operands expandMean(INDArray array) {
    return with(Operand.EXPAND_MEAN, array);
  }

  public Operands expandVariance(INDArray array) {
    return with(Operand.EXPAND_VARIANCE, array);
  }

  public Operands expandGamma(INDArray array) {
    return with(Operand.EXPAND_GAMMA, array);
  }

  public Operands expandBeta(INDArray array) {
    return with(Operand.EXPAND_BETA, array);
  }

  public Operands projectWeight(INDArray array) {
    return with(Operand.PROJECT_WEIGHT, array);
  }

  public Operands projectBias(INDArray array) {
    return with(Operand.PROJECT_BIAS, array);
  }

  public Operands projectMean(INDArray array) {
    return with(Operand.PROJECT_MEAN, array);
  }

  public Operands projectVariance(INDArray array) {
    return with(Operand.PROJECT_VARIANCE, array);
  }

  public Operands projectGamma(INDArray array) {
    return with(Operand.PROJECT_GAMMA, array);
  }

  public Operands projectBeta(INDArray array) {
    return with(Operand.PROJECT_BETA, array);
  }

  public Operands addend(INDArray array) {
    return with(Operand.ADDEND, array);
  }

  public Operands output(INDArray array) {
    return with(Operand.OUTPUT, array);
  }

  public Operands outputMean(INDArray array) {
    return with(Operand.OUTPUT_MEAN, array);
  }

  public Operands outputVariance(INDArray array) {
    return with(Operand.OUTPUT_VARIANCE, array);
  }

  public Operands mask(INDArray array) {
    return with(Operand.MASK, array);
  }

  public Operands outputGradient(INDArray array) {
    return with(Operand.OUTPUT_GRADIENT, array);
  }

  public Operands outputMeanGradient(INDArray array) {
    return with(Operand.OUTPUT_MEAN_GRADIENT, array);
  }

  public Operands outputVarianceGradient(INDArray array) {
    return with(Operand.OUTPUT_VARIANCE_GRADIENT, array);
  }

  public Operands inputGradient(INDArray array) {
    return with(Operand.INPUT_GRADIENT, array);
  }

  public Operands scaleGradient(INDArray array) {
    return with(Operand.SCALE_GRADIENT, array);
  }

  public Operands addendGradient(INDArray array) {
    return with(Operand.ADDEND_GRADIENT, array);
  }

  public Operands meanGradient(INDArray array) {
    return with(Operand.MEAN_GRADIENT, array);
  }

  public Operands varianceGradient(INDArray array) {
    return with(Operand.VARIANCE_GRADIENT, array);
  }

  public Operands gammaGradient(INDArray array) {
    return with(Operand.GAMMA_GRADIENT, array);
  }

  public Operands betaGradient(INDArray array) {
    return with(Operand.BETA_GRADIENT, array);
  }

  public Operands weightGradient(INDArray array) {
    return with(Operand.WEIGHT_GRADIENT, array);
  }

  public Operands biasGradient(INDArray array) {
    return with(Operand.BIAS_GRADIENT, array);
  }

  public Operands secondWeight(INDArray array) {
    return with(Operand.SECOND_WEIGHT, array);
  }

  public Operands thirdWeight(INDArray array) {
    return with(Operand.THIRD_WEIGHT, array);
  }

  public Operands fourthWeight(INDArray array) {
    return with(Operand.FOURTH_WEIGHT, array);
  }

  public Operands secondWeightGradient(INDArray array) {
    return with(Operand.SECOND_WEIGHT_GRADIENT, array);
  }

  public Operands thirdWeightGradient(INDArray array) {
    return with(Operand.THIRD_WEIGHT_GRADIENT, array);
  }

  public Operands fourthWeightGradient(INDArray array) {
    return with(Operand.FOURTH_WEIGHT_GRADIENT, array);
  }
}
