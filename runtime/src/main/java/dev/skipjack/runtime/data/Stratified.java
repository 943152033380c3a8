package dev.skipjack.runtime.data;

import dev.skipjack.runtime.random.RandomStream;
import dev.skipjack.runtime.random.RandomStream.Purpose;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** See {@link Dataset#split}. */
final class Stratified {
  private static final String[] PARTS = {"train", "validation", "test"};
  private static final double ROUNDING = 1e-9;

  private final Dataset set;
  private final double[] shares;
  private final int[] sizes = new int[PARTS.length];

  /** Of each item, its part. */
  private final byte[] parts;

  /** Items of the classes so far. */
  private long seen;

  private Stratified(Dataset set, double[] shares) {
    this.set = set;
    this.shares = shares;
    this.parts = new byte[set.size()];
  }

  static Split split(Dataset set, double[] shares, long seed) {
    check(shares);
    Stratified stratified = new Stratified(set, shares);
    RandomStream stream = RandomStream.of(seed, Purpose.SPLIT);
    int[][] members = stratified.members();
    for (int label = 0; label < members.length; label++) {
      Shuffle.apply(members[label], stream.split(label).sequence());
      stratified.divide(members[label]);
    }
    return new Split(stratified.part(0), stratified.part(1), stratified.part(2));
  }

  private static void check(double[] shares) {
    boolean negative = Arrays.stream(shares).anyMatch(share -> !(share >= 0));
    if (negative || Math.abs(Arrays.stream(shares).sum() - 1) > ROUNDING) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the shares of train, validation and test are at least 0 and add up to 1, got %s",
              Arrays.toString(shares)));
    }
  }

  /**
   * The items of each class, and at last those without a label, who so change nothing of how
   * classes are divided; where nobody knows it, all together.
   */
  private int[][] members() {
    if (set.hasLabelMaps()) {
      return new int[][] {IntStream.range(0, set.size()).toArray()};
    }
    int[] counts = set.counts();
    int[][] members = new int[counts.length + 1][];
    Arrays.setAll(
        members, label -> new int[label < counts.length ? counts[label] : unlabelled(counts)]);
    int[] filled = new int[members.length];
    for (int i = 0; i < set.size(); i++) {
      int label = set.label(i) == Dataset.UNLABELLED ? counts.length : set.label(i);
      members[label][filled[label]++] = i;
    }
    return members;
  }

  private int unlabelled(int... counts) {
    return set.size() - Arrays.stream(counts).sum();
  }

  /**
   * Rounds where all classes so far are divided: so the parts have their shares of all items, and
   * each class is off by less than one.
   */
  private void divide(int[] members) {
    seen += members.length;
    int validation = due(1, members.length - 1);
    int test = due(2, members.length - 1 - validation);
    for (int i = 0; i < members.length; i++) {
      parts[members[i]] = (byte) (i < validation ? 1 : i < validation + test ? 2 : 0);
    }
    sizes[0] += members.length - validation - test;
    sizes[1] += validation;
    sizes[2] += test;
  }

  private int due(int part, int most) {
    return (int) Math.max(0, Math.min(most, Math.round(seen * shares[part]) - sizes[part]));
  }

  private Dataset part(int part) {
    if (sizes[part] == 0 && shares[part] > 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %,d images of %,d classes: too few for a part of %s to %s",
              set.name(),
              set.size(),
              set.classes(),
              shares[part],
              part == 1 ? "validate" : PARTS[part]));
    }
    int[] indices = new int[sizes[part]];
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] == part) {
        indices[at++] = i;
      }
    }
    return set.select(set.name() + " (" + PARTS[part] + ")", indices);
  }
}
