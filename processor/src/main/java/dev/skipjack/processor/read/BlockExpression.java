package dev.skipjack.processor.read;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What a block says of its parameters: one of them, one multiplied or divided by a number, or two
 * multiplied. Compilers fold it into a number before we see it, {@code Param.OUT * 4} into four
 * times the stand-in; those numbers are apart from one another ({@link StandInArithmetic}).
 *
 * @param text as one would write it
 * @param parameters that it is made of, one or two
 * @param factor of their product
 * @param divisor of their product
 */
public record BlockExpression(
    String text, List<BlockParameter> parameters, int factor, int divisor) {
  /** Factors and divisors that are known. */
  private static final int MOST = 64;

  private static final Map<Integer, BlockExpression> ALL = all();

  private static Map<Integer, BlockExpression> all() {
    Map<Integer, BlockExpression> all = new HashMap<>();
    for (BlockParameter parameter : BlockParameter.values()) {
      String name = "Param." + parameter;
      int standIn = parameter.standIn();
      List<BlockParameter> alone = List.of(parameter);
      all.put(standIn, new BlockExpression(name, alone, 1, 1));
      for (int n = 2; n <= MOST; n++) {
        all.put(standIn * n, new BlockExpression(name + " * " + n, alone, n, 1));
        all.put(standIn / n, new BlockExpression(name + " / " + n, alone, 1, n));
      }
      for (BlockParameter other : BlockParameter.values()) {
        all.putIfAbsent(
            standIn * other.standIn(),
            new BlockExpression(name + " * Param." + other, List.of(parameter, other), 1, 1));
      }
    }
    return Map.copyOf(all);
  }

  /** Empty for ordinary numbers, and for what else was computed. */
  public static Optional<BlockExpression> of(int value) {
    return Optional.ofNullable(ALL.get(value));
  }

  public boolean uses(BlockParameter parameter) {
    return parameters.contains(parameter);
  }

  /** Its value, rounded down as Java divides. */
  public long value(ToIntFunction<BlockParameter> values) {
    long product = factor;
    for (BlockParameter parameter : parameters) {
      product *= values.applyAsInt(parameter);
    }
    return product / divisor;
  }
}
