package dev.skipjack.runtime.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The fits of a training, one after the other. A training that is resumed has some already: the
 * program that runs again asks for the same ones, of which those that ended are passed over, and
 * the last one that had begun goes on.
 */
final class Fits {
  private final List<Fit> all = new ArrayList<>();

  /** How many of them this program has asked for. */
  private int asked;

  List<Fit> all() {
    return List.copyOf(all);
  }

  Fit last() {
    return all.get(all.size() - 1);
  }

  /** Those of a checkpoint, of which none was asked for yet. */
  void resume(List<Fit> saved) {
    all.clear();
    all.addAll(saved);
    asked = 0;
  }

  /** Whether the next one is of a checkpoint. */
  boolean isResumed() {
    return asked < all.size();
  }

  /** Whether the next one has ended already, as asked for. */
  boolean isOver(int epochs) {
    return isResumed() && all.get(asked).ended() && all.get(asked).epochs() == epochs;
  }

  /** Whether the next one is the last of the checkpoint. */
  boolean isLastResumed() {
    return asked == all.size() - 1;
  }

  void passOver() {
    asked++;
  }

  /**
   * The next one, which is not over; {@link #begin} makes it the last.
   *
   * @param epochs that it is asked for
   * @param done epochs that are over
   * @param replan whether a schedule that is under way may get another plan
   * @throws IllegalStateException if its schedule would end too early, or it is not the one of the
   *     checkpoint
   */
  Fit next(int epochs, int done, TrainingSettings settings, boolean replan) {
    Fit fit = isResumed() ? again(epochs, done, settings, replan) : more(epochs, done, settings);
    fit.plan().check(settings.schedule, fit.goal());
    return fit;
  }

  private Fit more(int epochs, int done, TrainingSettings settings) {
    int planned = settings.plannedEpochs == 0 ? epochs : settings.plannedEpochs;
    Plan plan = settings.newSchedule || all.isEmpty() ? new Plan(done, planned) : last().plan();
    return new Fit(done, epochs, plan, false);
  }

  private Fit again(int epochs, int done, TrainingSettings settings, boolean replan) {
    Fit saved = all.get(asked);
    if (asked < all.size() - 1) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "number %d of the fits that are resumed was fit(%d), and is fit(%d): the program that goes on has to ask for the same",
              asked + 1,
              saved.epochs(),
              epochs));
    }
    if (saved.first() + epochs < done) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "fit(%d) would end after epoch %d, but %d are over: it was fit(%d)",
              epochs,
              saved.first() + epochs,
              done,
              saved.epochs()));
    }
    Plan plan = saved.plan();
    if (settings.newSchedule && (settings.plannedEpochs > 0 || replan)) {
      int planned = settings.plannedEpochs == 0 ? epochs : settings.plannedEpochs;
      plan = new Plan(plan.first(), planned);
    }
    return new Fit(saved.first(), epochs, plan, false);
  }

  void begin(Fit fit) {
    if (isResumed()) {
      all.set(asked, fit);
    } else {
      all.add(fit);
    }
    asked++;
  }

  /** The last one has ended. */
  void end() {
    all.set(all.size() - 1, last().end());
  }
}
