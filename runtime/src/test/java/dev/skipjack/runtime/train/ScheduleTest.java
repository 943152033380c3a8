package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  @Test
  void constant() {
    assertThat(Schedule.constant(0.3).at(0.99)).isEqualTo(0.3);
  }

  @Test
  void stepsDivideByTenAtTheirMilestones() {
    Schedule steps = Schedule.steps(0.1, 0.5, 0.75);
    assertThat(steps.at(0.499)).isCloseTo(0.1, CLOSE);
    assertThat(steps.at(0.5)).isCloseTo(0.01, CLOSE);
    assertThat(steps.at(0.9)).isCloseTo(0.001, CLOSE);
  }

  @Test
  void stepRepeats() {
    Schedule step = Schedule.step(1, 0.5, 0.25);
    assertThat(step.at(0.2)).isCloseTo(1, CLOSE);
    assertThat(step.at(0.6)).isCloseTo(0.25, CLOSE);
  }

  @Test
  void cosineFallsToZero() {
    Schedule cosine = Schedule.cosine(0.2);
    assertThat(cosine.at(0)).isCloseTo(0.2, CLOSE);
    assertThat(cosine.at(0.5)).isCloseTo(0.1, CLOSE);
    assertThat(cosine.at(1)).isCloseTo(0, CLOSE);
  }

  /** Names, schedules of ours, and the number of steps; the rates are PyTorch's: schedules.py. */
  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("constant", Schedule.constant(0.3)),
        Arguments.of("steps 1/2 3/4 of 20", Schedule.steps(0.1, 0.5, 0.75)),
        Arguments.of("steps .3 .6 .7 of 10", Schedule.steps(0.1, 0.3, 0.6, 0.7)),
        Arguments.of("steps .3 .6 .7 of 10", Schedule.steps(0.1, 3 * 0.1, 6 * 0.1, 7 * 0.1)),
        Arguments.of("steps .3 .6 .7 of 1000", Schedule.steps(0.1, 0.3, 0.6, 0.7)),
        Arguments.of("multiStep 1/3 2/3 of 9", Schedule.multiStep(0.2, 0.5, 1 / 3.0, 2 / 3.0)),
        Arguments.of("step .1 of 10", Schedule.step(1, 0.5, 0.1)),
        Arguments.of("step .1 of 100", Schedule.step(0.1, 0.94, 0.1)),
        Arguments.of("step 1/7 of 70", Schedule.step(0.1, 0.94, 1 / 7.0)),
        Arguments.of("step .3 of 30", Schedule.step(0.1, 0.1, 0.3)),
        Arguments.of("cosine of 10", Schedule.cosine(0.2)),
        Arguments.of("cosine of 1000", Schedule.cosine(0.2)),
        Arguments.of("warm cosine .1 of 50", Schedule.cosine(0.2).warmUp(0.1)),
        Arguments.of("warm cosine .3 of 10 from 1/3", Schedule.cosine(0.2).warmUp(0.3, 1 / 3.0)),
        Arguments.of("warm step .2 of 50", Schedule.step(0.1, 0.5, 0.1).warmUp(0.2)),
        Arguments.of("warm steps .1 of 100", Schedule.steps(0.1, 0.3, 0.7).warmUp(0.1)),
        Arguments.of("restarts .1 1 of 100", Schedule.warmRestarts(0.2, 0.1, 1)),
        Arguments.of("restarts 1/7 2 of 70", Schedule.warmRestarts(0.2, 1 / 7.0, 2)),
        Arguments.of("restarts 1/3 1 of 9", Schedule.warmRestarts(0.2, 1 / 3.0, 1)),
        Arguments.of("one cycle of 50", Schedule.oneCycle(0.4)),
        Arguments.of("one cycle of 7", Schedule.oneCycle(0.4)),
        Arguments.of("one cycle .4 of 1000", Schedule.oneCycle(0.4, 0.4)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsPyTorchInEveryStep(String name, Schedule schedule) throws IOException {
    double[] expected = CsvRows.of(ScheduleTest.class, "schedules.csv", name);
    for (int step = 0; step < expected.length; step++) {
      double rate = schedule.at(step, expected.length);
      assertThat(rate).as("step %d", step).isCloseTo(expected[step], within(1e-15));
      assertThat(rate).as("step %d", step).isPositive();
    }
  }

  /**
   * Whatever the number of steps, a share's step is that of the whole number that it is nearest.
   */
  @Test
  void milestonesAreNeverLate() {
    for (int parts = 2; parts <= 50; parts++) {
      for (int perPart = 1; perPart <= 20; perPart++) {
        double steps = parts * perPart;
        Schedule repeated = Schedule.step(1, 0.5, 1.0 / parts);
        for (int part = 1; part < parts; part++) {
          Schedule once = Schedule.multiStep(1, 0.5, part * (1.0 / parts));
          double at = part * perPart / steps;
          double before = (part * perPart - 1) / steps;
          assertThat(repeated.at(at)).isEqualTo(Math.pow(0.5, part));
          assertThat(repeated.at(before)).isEqualTo(Math.pow(0.5, part - 1));
          assertThat(once.at(at)).isEqualTo(0.5);
          assertThat(once.at(before)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void warmUpRisesLinearlyAndThenTheScheduleBegins() {
    Schedule warm = Schedule.cosine(0.2).warmUp(0.1);
    assertThat(warm.at(0)).isCloseTo(0.002, CLOSE);
    assertThat(warm.at(0.05)).isCloseTo(0.101, CLOSE);
    assertThat(warm.at(0.1)).isCloseTo(0.2, CLOSE);
    assertThat(warm.at(0.55)).isCloseTo(0.1, CLOSE);
  }

  @Test
  void badValuesAreRefused() {
    assertThatThrownBy(() -> Schedule.constant(0))
        .hasMessageContaining("must be positive, got 0.0");
    assertThatThrownBy(() -> Schedule.steps(0.1, 0.75, 0.5)).hasMessageContaining("ascending");
    assertThatThrownBy(() -> Schedule.step(0.1, -1, 0.5))
        .hasMessage("a factor must be positive, got -1.0");
    assertThatThrownBy(() -> Schedule.cosine(1).warmUp(1)).hasMessageContaining("in (0, 1)");
    assertThatThrownBy(() -> Schedule.cosine(1).warmUp(0.1, 0))
        .hasMessage("a warm-up starts at a part of the rate in (0, 1], got 0.0");
  }

  @Test
  void cyclesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> Schedule.warmRestarts(0.1, 0, 2))
        .hasMessage("a first cycle takes a share in (0, 1], got 0.0");
    assertThatThrownBy(() -> Schedule.warmRestarts(0.1, 0.5, 0.5))
        .hasMessage("the factor of cycles that grow must be at least 1, got 0.5");
    assertThatThrownBy(() -> Schedule.oneCycle(0.1, 1))
        .hasMessage("the rise takes a share in (0, 1), got 1.0");
  }

  /** However short a training is, each of its steps has a rate. */
  @Test
  void aCycleOfFewStepsHasRates() {
    for (int steps = 1; steps < 20; steps++) {
      for (int step = 0; step < steps; step++) {
        assertThat(Schedule.oneCycle(0.4).at(step, steps)).isBetween(1e-7, 0.4);
        assertThat(Schedule.oneCycle(0.4).at(step / (double) steps)).isBetween(1e-7, 0.4);
      }
    }
  }
}
