package dev.skipjack.processor.build;

import java.math.BigInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Into how many groups channels can be divided, for those who are told. */
final class Divisors {
  /** More of them help nobody. */
  private static final int MOST = 12;

  private Divisors() {}

  /** The first of what divides both, as {@code 1, 2, 4}. */
  static String common(int a, int b) {
    int common = BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValueExact();
    return IntStream.rangeClosed(1, (int) Math.sqrt(common))
        .filter(d -> common % d == 0)
        .flatMap(d -> IntStream.of(d, common / d))
        .distinct()
        .sorted()
        .limit(MOST)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", "));
  }
}
