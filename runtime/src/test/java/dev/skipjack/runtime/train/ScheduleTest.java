package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

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

  @Test
  void warmUpRisesLinearlyAndThenTheScheduleBegins() {
    Schedule warm = Schedule.cosine(0.2).warmUp(0.1);
    assertThat(warm.at(0.05)).isCloseTo(0.1, CLOSE);
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
  }
}
