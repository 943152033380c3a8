package dev.skipjack.runtime.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.train.PixelNetwork;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateFinderTest {
  private static Batches data() {
    byte[] pixels = new byte[30 * 4];
    byte[] labels = new byte[30];
    for (int i = 0; i < 30; i++) {
      labels[i] = (byte) (i % 3);
      pixels[4 * i + i % 3] = (byte) 255;
    }
    return new ImageSet("spots", 1, 2, 2, pixels, labels, List.of("a", "b", "c"))
        .shuffle(1)
        .batch(5);
  }

  private static LearningRateCurve curve(double... smoothed) {
    List<LearningRateCurve.Point> points = new ArrayList<>();
    for (int i = 0; i < smoothed.length; i++) {
      points.add(new LearningRateCurve.Point(Math.pow(10, i), smoothed[i], smoothed[i]));
    }
    return new LearningRateCurve(points);
  }

  @Test
  void theNetworkIsAsItWasAndTrainsAsIfNothingHadHappened() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        PixelNetwork other = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      network.runningStatistics().assign(0.25);
      other.runningStatistics().assign(0.25);
      LearningRateCurve curve =
          LearningRateFinder.of(network)
              .range(1e-3, 1e6)
              .run(training -> training.data(data()).optimizer(Sgd.momentum(0.9)));
      assertThat(curve.points()).isNotEmpty();
      assertThat(network.parameters()).isEqualTo(other.parameters());
      assertThat(network.runningStatistics()).isEqualTo(other.runningStatistics());
      assertThat(network.preparation()).isEmpty();
      assertThat(network.step()).isEqualTo(other.step());
      for (PixelNetwork each : List.of(network, other)) {
        try (Training training = Training.of(each)) {
          training.data(data()).fit(2);
        }
      }
      assertThat(network.parameters()).isEqualTo(other.parameters());
    }
  }

  /** Over several epochs, each step at its rate, and fastai's average of the losses. */
  @Test
  void theRateRisesExponentially() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      LearningRateCurve curve =
          new LearningRateFinder(network, 1e-4, 0.1, 20).run(training -> training.data(data()));
      assertThat(curve.points()).hasSize(20);
      double average = 0;
      for (int i = 0; i < 20; i++) {
        LearningRateCurve.Point point = curve.points().get(i);
        assertThat(point.rate()).isCloseTo(1e-4 * Math.pow(1000, i / 19.0), within(1e-12));
        average = 0.98 * average + 0.02 * point.loss();
        assertThat(point.smoothed())
            .isCloseTo(average / (1 - Math.pow(0.98, i + 1)), within(1e-12));
      }
    }
  }

  @Test
  void itEndsWhereTheLossExplodes() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      LearningRateCurve curve =
          LearningRateFinder.of(network)
              .range(1e-3, 1e9)
              .run(training -> training.data(data()).optimizer(Sgd.plain().weightDecay(0.1)));
      int count = curve.points().size();
      assertThat(count).isLessThan(100);
      double best =
          curve.points().stream()
              .mapToDouble(LearningRateCurve.Point::smoothed)
              .min()
              .orElseThrow();
      assertThat(curve.points().get(count - 1).smoothed()).isGreaterThan(4 * best);
      assertThat(curve.points().get(count - 2).smoothed()).isLessThanOrEqualTo(4 * best);
    }
  }

  /** What it suggests is a rate that learns. */
  @Test
  void theSuggestionIsGood() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      LearningRateFinder finder = LearningRateFinder.of(network).range(1e-3, 1e4);
      LearningRateCurve curve =
          finder.run(training -> training.data(data()).optimizer(Sgd.momentum(0.9)));
      double rate = curve.suggestion();
      assertThat(rate).isBetween(0.01, 100.0);
      try (Training training = Training.of(network)) {
        training
            .data(data(), data())
            .optimizer(Sgd.momentum(0.9))
            .schedule(Schedule.cosine(rate))
            .fit(10);
        assertThat(training.history().last().test().accuracy()).isEqualTo(1);
      }
    }
  }

  /** Two points of settling before, five of exploding after. */
  @Test
  void suggestionsAreThoseOfFastai() {
    LearningRateCurve curve =
        curve(9, 9, 8, 8.5, 8.1, 7.9, 7, 5, 4.5, 4.2, 4, 4.1, 5, 6, 7, 99, 99, 99, 99, 99);
    // from rate 10² on the longest fall is 8.5 8.1 7.9 7 5 4.5 4.2 4, which ends at 10¹⁰
    assertThat(curve.suggestion()).isEqualTo(1e5); // 8 - 8 + 2 + 1 = 3 after 10²
    assertThat(curve.steepest()).isEqualTo(1e6);
    assertThat(curve.tenthOfMinimum()).isEqualTo(1e9);
  }

  @Test
  void aLossThatNeverFallsSaysSo() {
    LearningRateCurve rising = curve(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    assertThatThrownBy(rising::suggestion)
        .hasMessageStartingWith("the loss fell at no rate from 1.00 to 1.00e+12");
    assertThatThrownBy(curve(3, 2, 1, 1, 1, 1)::suggestion)
        .hasMessageStartingWith("6 steps are too few to see where the loss falls");
  }

  @Test
  void impossibleRangesAreRefused() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      assertThatThrownBy(() -> LearningRateFinder.of(network).range(1, 0.1))
          .hasMessage("the rate rises from above 0 to a higher one, not from 1.0 to 0.1");
      assertThatThrownBy(() -> LearningRateFinder.of(network).steps(9))
          .hasMessage("10 steps are the least that show a fall, got 9");
    }
  }
}
