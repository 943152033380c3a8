package dev.skipjack.runtime.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("exhaustive")
class RandomStreamTest {
  private static final int LENGTH = 4096;

  /** Leaves that are multiplied with another at once. */
  private static final int TOGETHER = 4;

  /** The first numbers of Vigna's splitmix64.c, for seeds 0 and 1234567. */
  @Test
  void knownAnswers() {
    RandomStream zero = RandomStream.of(0);
    assertThat(zero.bits(0)).isEqualTo(0xe220a8397b1dcdafL);
    assertThat(zero.bits(1)).isEqualTo(0x6e789e6aa1b965f4L);
    assertThat(zero.bits(2)).isEqualTo(0x06c45d188009454fL);
    RandomStream other = RandomStream.of(1234567);
    long[] expected = {
      6457827717110365317L, 3203168211198807973L, -8629252141511181193L, 4593380528125082431L
    };
    for (int i = 0; i < expected.length; i++) {
      assertThat(other.bits(i)).isEqualTo(expected[i]);
    }
  }

  /** The same tree, three levels deep, in another order. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -7, 0x123456789abcdefL})
  void isTheGeneratorOfTheJdk(long seed) {
    RandomStream stream = RandomStream.of(seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10; i++) {
      SplittableRandom child = random.split();
      for (int j = 0; j < 10; j++) {
        RandomStream leaf = stream.split(i).split(j);
        SplittableRandom sequence = child.split();
        for (int k = 0; k < 10; k++) {
          assertThat(leaf.bits(k)).isEqualTo(sequence.nextLong());
        }
        assertThat(leaf.uniform(10)).isEqualTo(sequence.nextDouble());
      }
    }
  }

  @Test
  void placesAndStepsLeadToTheBits() {
    RandomStream stream = RandomStream.of(3).split(5);
    long place = stream.place(7);
    for (int i = 7; i < 20; i++) {
      assertThat(RandomStream.mix(place)).isEqualTo(stream.bits(i));
      place += stream.step();
    }
  }

  @Test
  void aProbabilityIsThatShareOfTheNumbers() {
    for (double probability : new double[] {0, 0.1, 0.25, 0.3, 1 / 3.0, 0.5, 0.9}) {
      long below = RandomStream.below(probability);
      assertThat((below - 1) * 0x1p-53).isLessThan(probability);
      assertThat(below * 0x1p-53).isGreaterThanOrEqualTo(probability);
    }
  }

  /** Every leaf that a few seeds, layers, steps and images have, for every purpose. */
  private static List<RandomStream> leaves(int each) {
    List<RandomStream> leaves = new ArrayList<>();
    for (RandomStream.Purpose purpose : RandomStream.Purpose.values()) {
      for (int seed = 0; seed < each; seed++) {
        for (int layer = 0; layer < each; layer++) {
          for (int step = 0; step < each; step++) {
            for (int image = 0; image < each; image++) {
              leaves.add(RandomStream.of(seed, purpose).split(layer).split(step).split(image));
            }
          }
        }
      }
    }
    return leaves;
  }

  @Test
  void noTwoLeavesBeginAlike() {
    Set<Long> first = new HashSet<>();
    Set<Long> steps = new HashSet<>();
    List<RandomStream> leaves = leaves(12);
    for (RandomStream leaf : leaves) {
      first.add(leaf.bits(0));
      steps.add(leaf.step());
    }
    assertThat(first).hasSize(leaves.size());
    assertThat(steps).hasSize(leaves.size());
  }

  /** Bounds of six standard deviations, over all pairs of all leaves. */
  @Test
  void leavesAreUniformAndUncorrelated() {
    List<RandomStream> leaves = leaves(4);
    double[][] values = new double[leaves.size()][LENGTH];
    double sixSigma = 6 / Math.sqrt(LENGTH);
    for (int leaf = 0; leaf < values.length; leaf++) {
      double mean = 0;
      double square = 0;
      double next = 0;
      for (int i = 0; i < LENGTH; i++) { // of mean 0 and variance 1
        values[leaf][i] = (leaves.get(leaf).uniform(i) - 0.5) * Math.sqrt(12);
        mean += values[leaf][i] / LENGTH;
        square += values[leaf][i] * values[leaf][i] / LENGTH;
        next += i > 0 ? values[leaf][i] * values[leaf][i - 1] / LENGTH : 0;
      }
      assertThat(mean).isCloseTo(0, within(sixSigma));
      assertThat(square).isCloseTo(1, within(sixSigma));
      assertThat(next).isCloseTo(0, within(sixSigma));
    }
    double most = 0;
    for (int a = 0; a < values.length; a++) {
      for (int b = 0; b < a; b += TOGETHER) {
        most = Math.max(most, largestProduct(values, a, b) / LENGTH);
      }
    }
    assertThat(most).isLessThan(sixSigma);
  }

  /** Of a leaf with some others, behind each other, none of which waits for the sum of another. */
  private static double largestProduct(double[][] values, int leaf, int first) {
    double[] one = values[leaf];
    double[] a = values[first];
    double[] b = values[Math.min(first + 1, leaf - 1)];
    double[] c = values[Math.min(first + 2, leaf - 1)];
    double[] d = values[Math.min(first + 3, leaf - 1)];
    double ofA = 0;
    double ofB = 0;
    double ofC = 0;
    double ofD = 0;
    for (int i = 0; i < LENGTH; i++) {
      ofA += one[i] * a[i];
      ofB += one[i] * b[i];
      ofC += one[i] * c[i];
      ofD += one[i] * d[i];
    }
    return Math.max(Math.max(Math.abs(ofA), Math.abs(ofB)), Math.max(Math.abs(ofC), Math.abs(ofD)));
  }
}
