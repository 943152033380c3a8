package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.StandIn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What someone computed from a stand-in, such as {@code Param.OUT + 4}: compilers fold it into a
 * number before we see it. The stand-ins are large primes, negative, for which this was checked:
 * their multiples, quotients, sums and products, modulo 2³² and with small numbers added, are apart
 * from one another and from every number that one would write (-8,192 to 4,194,304).
 *
 * @param standIn the first one in it
 * @param text what was computed, as one would write it
 */
record StandInArithmetic(String standIn, String text) {
  /** Factors and divisors that are recognised. */
  private static final int MOST_FACTOR = 64;

  private static final int MOST_SHIFT = 8;

  /** What may be added besides. */
  private static final int MOST_ADDED = 4096;

  private static final int LEAST_ORDINARY = -8192;
  private static final int MOST_ORDINARY = 1 << 22;

  private record Named(String name, int value) {}

  private static final List<Named> ALL = standIns();

  private static List<Named> standIns() {
    List<Named> all = new ArrayList<>();
    for (BlockParameter parameter : BlockParameter.values()) {
      all.add(new Named("Param." + parameter, parameter.standIn()));
    }
    for (StandIn standIn : StandIn.values()) {
      all.add(new Named(standIn.written(), standIn.value()));
    }
    return List.copyOf(all);
  }

  /** The name of the stand-in whose value this is. */
  static Optional<String> name(int value) {
    return ALL.stream().filter(s -> s.value() == value).map(Named::name).findFirst();
  }

  /** Empty for a stand-in alone, for ordinary numbers, and for what a block may say. */
  static Optional<StandInArithmetic> of(int value) {
    boolean isOrdinary = value >= LEAST_ORDINARY && value <= MOST_ORDINARY;
    if (isOrdinary || name(value).isPresent() || BlockExpression.of(value).isPresent()) {
      return Optional.empty();
    }
    return ALL.stream()
        .map(standIn -> text(value, standIn).map(t -> new StandInArithmetic(standIn.name(), t)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> text(int value, Named standIn) {
    Map<String, Integer> forms = new LinkedHashMap<>();
    String name = standIn.name();
    int s = standIn.value();
    forms.put(name, s);
    forms.put("-" + name, -s);
    for (int n = 2; n <= MOST_FACTOR; n++) {
      forms.put(name + " * " + n, s * n);
      forms.put(name + " * -" + n, s * -n);
      forms.put(name + " / " + n, s / n);
      forms.put(name + " / -" + n, s / -n);
    }
    for (int n = 1; n <= MOST_SHIFT; n++) {
      forms.put(name + " >>> " + n, s >>> n);
    }
    for (Named other : ALL) {
      forms.put(name + " * " + other.name(), s * other.value());
      forms.put(name + " + " + other.name(), s + other.value());
      forms.put(name + " - " + other.name(), s - other.value());
    }
    forms.remove(name + " - " + name);
    return forms.entrySet().stream()
        .map(form -> near(value, form.getValue(), form.getKey()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Empty unless the difference is small. */
  private static Optional<String> near(int value, int computed, String text) {
    int added = value - computed;
    if (added < -MOST_ADDED || added > MOST_ADDED) {
      return Optional.empty();
    }
    String sign = added < 0 ? " - " : " + ";
    return Optional.of(added == 0 ? text : text + sign + Math.abs(added));
  }
}
