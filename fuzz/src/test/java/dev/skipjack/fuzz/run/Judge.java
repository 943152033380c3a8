package dev.skipjack.fuzz.run;

import dev.skipjack.fuzz.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Runs a model in every way and tells where they differ.
 *
 * <p>In DOUBLE all must agree to a billionth. In FLOAT a tensor may be off by what rounding makes
 * of it. That is measured, where it matters: by how much the reference changes when every number
 * that goes in is off by about a unit in the last place of a float, and by the error of the
 * portable kernels without passes. A model whose tensors rounding alone may change by more than
 * {@link #MOST_ALLOWED} says little, and is counted. Where a value lies so near to 0 that rounding
 * takes it to the other side of a ReLU, or two of a window are nearly equal, a gradient jumps. That
 * is an accident of the numbers, a fault is none: so a difference counts if it is there again for
 * other numbers. A NaN always counts.
 */
public final class Judge {
  private static final double DOUBLE_TOLERANCE = 1e-9;
  private static final double FLOAT_TOLERANCE = 1e-4;

  /** Of the faults that this was built for the smallest was a five hundredth. */
  private static final double MOST_ALLOWED = 2e-3;

  /** A unit in the last place of a float. */
  private static final double ROUNDING = 0x1p-23;

  /** How much more than what rounding seems to make of a tensor is allowed. */
  private static final double SAFETY = 8;

  /** A difference is a fault if it is there for so many other seeds of the numbers. */
  private static final int OTHER_SEEDS = 3;

  private final Class<?> plain;
  private final Class<?> optimized;
  private final Plan plan;
  private final Map<String, double[]> reference;
  private final Agreement agreement;
  private Map<String, Double> rounding;

  /** What was found. */
  public record Verdict(List<Difference> differences, boolean isIllConditioned, boolean isFinite) {
    public boolean isGood() {
      return differences.isEmpty();
    }
  }

  private Judge(Class<?> plain, Class<?> optimized, Plan plan) {
    this.plain = plain;
    this.optimized = optimized;
    this.plan = plan;
    this.reference = ModelRun.of(plain, Variant.REFERENCE, plan);
    this.agreement = new Agreement(reference);
  }

  /**
   * @param plain the model compiled without passes
   * @param optimized the same with all, its maps in any layout
   */
  public static Verdict judge(Class<?> plain, Class<?> optimized, Plan plan) {
    return new Judge(plain, optimized, plan).verdict();
  }

  private Verdict verdict() {
    if (!Agreement.isFinite(reference)) {
      return new Verdict(List.of(), false, false);
    }
    List<Difference> differences = new ArrayList<>(differences(Variant.OPTIMIZED));
    Map<String, double[]> fast = run(Variant.FAST);
    differences.addAll(differences(Variant.FAST, fast));
    for (String tensor : Agreement.otherBits(fast, run(Variant.FAST_OTHER_THREADS))) {
      differences.add(
          new Difference(Variant.FAST.describe() + ", other threads", tensor, Double.NaN, 0));
    }
    if (plan.seed() % 2 == 0) {
      differences.addAll(differences(Variant.FAST_PLAIN));
    }
    if (plan.seed() % 4 == 0) { // they are those of DOUBLE, compiled once for both
      differences.addAll(differences(Variant.PORTABLE));
    }
    boolean isIll =
        rounding != null && rounding.values().stream().anyMatch(r -> SAFETY * r > MOST_ALLOWED);
    return new Verdict(differences, isIll, true);
  }

  private Map<String, double[]> run(Variant variant) {
    return ModelRun.of(variant.isOptimized() ? optimized : plain, variant, plan);
  }

  private List<Difference> differences(Variant variant) {
    return differences(variant, run(variant));
  }

  private List<Difference> differences(Variant variant, Map<String, double[]> results) {
    List<Difference> found = suspicions(variant, results);
    boolean isSure =
        found.stream().anyMatch(d -> Double.isNaN(d.error())) || variant.type() == DataType.DOUBLE;
    for (int i = 1; i <= OTHER_SEEDS && !found.isEmpty() && !isSure; i++) {
      Judge other = new Judge(plain, optimized, plan.withSeed(plan.seed() + i));
      List<String> again =
          other.suspicions(variant, other.run(variant)).stream().map(Difference::tensor).toList();
      found = found.stream().filter(d -> again.contains(d.tensor())).toList();
    }
    return found;
  }

  private List<Difference> suspicions(Variant variant, Map<String, double[]> results) {
    boolean isDouble = variant.type() == DataType.DOUBLE;
    double tolerance = isDouble ? DOUBLE_TOLERANCE : FLOAT_TOLERANCE;
    List<Difference> found = new ArrayList<>();
    agreement
        .errors(results)
        .forEach(
            (tensor, error) -> {
              if (!(error <= tolerance)) {
                double allowed = isDouble ? tolerance : Math.max(tolerance, allowed(tensor));
                if (!(error <= allowed)) {
                  found.add(new Difference(variant.describe(), tensor, error, allowed));
                }
              }
            });
    return found;
  }

  /** What rounding may make of a tensor in FLOAT. */
  private double allowed(String tensor) {
    if (rounding == null) {
      rounding = new LinkedHashMap<>(agreement.errors(run(Variant.PORTABLE_PLAIN)));
      for (int i = 1; i <= 2; i++) {
        agreement
            .errors(run(Variant.noisy(i * ROUNDING)))
            .forEach((name, error) -> rounding.merge(name, error, Math::max));
      }
    }
    return SAFETY * rounding.get(tensor);
  }
}
