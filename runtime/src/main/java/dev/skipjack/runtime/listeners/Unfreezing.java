package dev.skipjack.runtime.listeners;

import dev.skipjack.runtime.optimize.Freezing;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;

/**
 * Keeps a part frozen until an epoch begins, as one fine-tunes: first the new head alone, then all
 * of the network (Howard and Ruder 2018, section 3.3). Stateless: the epoch says it.
 *
 * @param part as given to the optimizer's {@code ParameterGroups.freeze}
 * @param epoch in which it begins to learn, from 1, over all fits
 */
public record Unfreezing(Freezing part, int epoch) implements TrainingListener {
  @Override
  public void epochBegins(TrainingState training, int begun) {
    if (begun < epoch) {
      part.freeze();
    } else {
      part.unfreeze();
    }
  }
}
