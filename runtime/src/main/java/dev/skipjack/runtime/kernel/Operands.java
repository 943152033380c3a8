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

  public Operands input(Tensor tensor) {
    return with(Operand.INPUT, tensor);
  }

  public Operands left(Tensor tensor) {
    return with(Operand.LEFT, tensor);
  }

  public Operands right(Tensor tensor) {
    return with(Operand.RIGHT, tensor);
  }

  public Operands scale(Tensor tensor) {
    return with(Operand.SCALE, tensor);
  }

  public Operands weight(Tensor tensor) {
    return with(Operand.WEIGHT, tensor);
  }

  public Operands bias(Tensor tensor) {
    return with(Operand.BIAS, tensor);
  }

  public Operands mean(Tensor tensor) {
    return with(Operand.MEAN, tensor);
  }

  public Operands variance(Tensor tensor) {
    return with(Operand.VARIANCE, tensor);
  }

  public Operands gamma(Tensor tensor) {
    return with(Operand.GAMMA, tensor);
  }

  public Operands beta(Tensor tensor) {
    return with(Operand.BETA, tensor);
  }

  public Operands runningMean(Tensor tensor) {
    return with(Operand.RUNNING_MEAN, tensor);
  }

  public Operands runningVariance(Tensor tensor) {
    return with(Operand.RUNNING_VARIANCE, tensor);
  }

  public Operands foldMean(Tensor tensor) {
    return with(Operand.FOLD_MEAN, tensor);
  }

  public Operands foldVariance(Tensor tensor) {
    return with(Operand.FOLD_VARIANCE, tensor);
  }

  public Operands foldGamma(Tensor tensor) {
    return with(Operand.FOLD_GAMMA, tensor);
  }

  public Operands foldBeta(Tensor tensor) {
    return with(Operand.FOLD_BETA, tensor);
  }

  public Operands expandWeight(Tensor tensor) {
    return with(Operand.EXPAND_WEIGHT, tensor);
  }

  public Operands expandBias(Tensor tensor) {
    return with(Operand.EXPAND_BIAS, tensor);
  }

  public Operands expandMean(Tensor tensor) {
    return with(Operand.EXPAND_MEAN, tensor);
  }

  public Operands expandVariance(Tensor tensor) {
    return with(Operand.EXPAND_VARIANCE, tensor);
  }

  public Operands expandGamma(Tensor tensor) {
    return with(Operand.EXPAND_GAMMA, tensor);
  }

  public Operands expandBeta(Tensor tensor) {
    return with(Operand.EXPAND_BETA, tensor);
  }

  public Operands projectWeight(Tensor tensor) {
    return with(Operand.PROJECT_WEIGHT, tensor);
  }

  public Operands projectBias(Tensor tensor) {
    return with(Operand.PROJECT_BIAS, tensor);
  }

  public Operands projectMean(Tensor tensor) {
    return with(Operand.PROJECT_MEAN, tensor);
  }

  public Operands projectVariance(Tensor tensor) {
    return with(Operand.PROJECT_VARIANCE, tensor);
  }

  public Operands projectGamma(Tensor tensor) {
    return with(Operand.PROJECT_GAMMA, tensor);
  }

  public Operands projectBeta(Tensor tensor) {
    return with(Operand.PROJECT_BETA, tensor);
  }

  public Operands addend(Tensor tensor) {
    return with(Operand.ADDEND, tensor);
  }

  public Operands output(Tensor tensor) {
    return with(Operand.OUTPUT, tensor);
  }

  public Operands outputMean(Tensor tensor) {
    return with(Operand.OUTPUT_MEAN, tensor);
  }

  public Operands outputVariance(Tensor tensor) {
    return with(Operand.OUTPUT_VARIANCE, tensor);
  }

  public Operands mask(Tensor tensor) {
    return with(Operand.MASK, tensor);
  }

  public Operands outputGradient(Tensor tensor) {
    return with(Operand.OUTPUT_GRADIENT, tensor);
  }

  public Operands outputMeanGradient(Tensor tensor) {
    return with(Operand.OUTPUT_MEAN_GRADIENT, tensor);
  }

  public Operands outputVarianceGradient(Tensor tensor) {
    return with(Operand.OUTPUT_VARIANCE_GRADIENT, tensor);
  }

  public Operands inputGradient(Tensor tensor) {
    return with(Operand.INPUT_GRADIENT, tensor);
  }

  public Operands scaleGradient(Tensor tensor) {
    return with(Operand.SCALE_GRADIENT, tensor);
  }

  public Operands addendGradient(Tensor tensor) {
    return with(Operand.ADDEND_GRADIENT, tensor);
  }

  public Operands meanGradient(Tensor tensor) {
    return with(Operand.MEAN_GRADIENT, tensor);
  }

  public Operands varianceGradient(Tensor tensor) {
    return with(Operand.VARIANCE_GRADIENT, tensor);
  }

  public Operands gammaGradient(Tensor tensor) {
    return with(Operand.GAMMA_GRADIENT, tensor);
  }

  public Operands betaGradient(Tensor tensor) {
    return with(Operand.BETA_GRADIENT, tensor);
  }

  public Operands weightGradient(Tensor tensor) {
    return with(Operand.WEIGHT_GRADIENT, tensor);
  }

  public Operands biasGradient(Tensor tensor) {
    return with(Operand.BIAS_GRADIENT, tensor);
  }

  public Operands secondWeight(Tensor tensor) {
    return with(Operand.SECOND_WEIGHT, tensor);
  }

  public Operands thirdWeight(Tensor tensor) {
    return with(Operand.THIRD_WEIGHT, tensor);
  }

  public Operands fourthWeight(Tensor tensor) {
    return with(Operand.FOURTH_WEIGHT, tensor);
  }

  public Operands secondWeightGradient(Tensor tensor) {
    return with(Operand.SECOND_WEIGHT_GRADIENT, tensor);
  }

  public Operands thirdWeightGradient(Tensor tensor) {
    return with(Operand.THIRD_WEIGHT_GRADIENT, tensor);
  }

  public Operands fourthWeightGradient(Tensor tensor) {
    return with(Operand.FOURTH_WEIGHT_GRADIENT, tensor);
  }
}
