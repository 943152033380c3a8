package dev.skipjack.runtime.kernel.custom;

import dev.skipjack.runtime.custom.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds a layer whose backward pass needs what its forward pass kept, which trains wrongly and says
 * nothing: a network computes all images forward before it goes back, in another object of the
 * class. So the first images that say something get their gradient twice, before this object's
 * first forward pass and after it.
 */
final class RememberedPass {
  /** Images that may have no gradient at all until this gives up. */
  private static final int MOST_TRIES = 8;

  /** Far from rounding, should a layer add up in no fixed order. */
  private static final double TOLERANCE = 1e-6;

  private final CustomSpec spec;
  private final LayerArrays arrays;
  private int tries;

  RememberedPass(CustomSpec spec, LayerArrays arrays) {
    this.spec = spec;
    this.arrays = arrays;
  }

  /** Whether the next image is looked at, the first of a batch. */
  boolean isDue() {
    return tries < MOST_TRIES;
  }

  /**
   * Behind the backward pass of the first image of a batch, whose gradients stay.
   *
   * @throws IllegalStateException if they are others behind a forward pass
   */
  void check() {
    if (isZero(arrays.gradients.output().values())) {
      return;
    }
    double[] output = arrays.output.values().clone();
    List<double[]> before = gradients();
    Arrays.fill(arrays.output.values(), 0);
    spec.forward(arrays);
    System.arraycopy(output, 0, arrays.output.values(), 0, output.length);
    arrays.clearGradients();
    spec.backward(arrays);
    List<double[]> after = gradients();
    boolean isNothing = true;
    for (int i = 0; i < before.size(); i++) {
      isNothing &= isZero(before.get(i)) && isZero(after.get(i));
      if (!areEqual(before.get(i), after.get(i))) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "'%s': %s.backward gives another gradient once forward has seen the image: it must"
                    + " compute it from the input and the output that it is given, not from what"
                    + " forward kept (GradientCheck finds this in a test)",
                spec.field(),
                spec.layer().getClass().getSimpleName()));
      }
    }
    tries = isNothing ? tries + 1 : MOST_TRIES;
  }

  private List<double[]> gradients() {
    List<double[]> all = new ArrayList<>();
    all.add(arrays.gradients.input().values().clone());
    for (int i = 0; i < arrays.weights.size(); i++) {
      Tensor sum = arrays.gradients.weights().get(i);
      all.add(sum.values().clone());
    }
    return all;
  }

  private static boolean isZero(double[] values) {
    for (double value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean areEqual(double[] one, double[] other) {
    double most = 0;
    for (int i = 0; i < one.length; i++) {
      most = Math.max(most, Math.max(Math.abs(one[i]), Math.abs(other[i])));
    }
    for (int i = 0; i < one.length; i++) {
      if (Math.abs(one[i] - other[i]) > TOLERANCE * most) { // false of what is not finite
        return false;
      }
    }
    return true;
  }
}
