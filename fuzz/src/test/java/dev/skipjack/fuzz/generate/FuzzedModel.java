package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.Plan;
import dev.skipjack.fuzz.source.ClassSource;
import dev.skipjack.fuzz.source.ModelSource;
import java.util.ArrayList;
import java.util.List;

/** A random model and how it is run; the seed decides everything. */
public record FuzzedModel(long seed, ModelSource source, Plan plan) {
  private static final long MULTIPLY_ADDS = 3_000_000;
  private static final long LARGE_MULTIPLY_ADDS = 20_000_000;
  private static final long ELEMENTS = 300_000;

  public static FuzzedModel of(long seed) {
    Choices choices = new Choices(seed);
    boolean isLarge = choices.chance(0.12);
    boolean isAnySize = choices.chance(0.12);
    Effort effort =
        new Effort(
            isLarge ? LARGE_MULTIPLY_ADDS : MULTIPLY_ADDS, isLarge ? 4 * ELEMENTS : ELEMENTS);
    int most = isLarge ? 56 : 33;
    int height = isAnySize ? 16 * choices.between(1, 2) : choices.between(3, most);
    int width = choices.chance(0.5) ? height : choices.between(3, most);
    if (isAnySize) {
      width = height + 16;
    }
    Shape image = new Shape(choices.of(1, 2, 3, 3, 4, 5), height, width);
    List<ClassSource> classes = new ArrayList<>();
    ModelGenerator generator =
        new ModelGenerator(choices, effort, isAnySize, 0, classes, new ClassNames(), image);
    classes.add(generator.generate(ModelSource.MODEL).source());
    int mostImages = isLarge ? 3 : 8;
    int threads = choices.between(1, 3);
    Plan plan =
        new Plan(
            choices.between(isLarge ? 1 : 2, mostImages),
            choices.between(isLarge ? 1 : 2, mostImages),
            threads,
            threads == 2 && choices.chance(0.3),
            height,
            width,
            choices.nextLong());
    return new FuzzedModel(seed, new ModelSource(classes), plan);
  }
}
