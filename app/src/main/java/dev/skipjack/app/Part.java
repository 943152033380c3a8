package dev.skipjack.app;

import java.util.Locale;

/** A part of a data set. */
public enum Part {
  /** To learn from. */
  TRAIN,
  /** To decide by meanwhile: when to stop, which weights to keep. */
  VALIDATION,
  /** To say in the end how good a network is; nothing was decided by it. */
  TEST,
  /** All of it, for data that a network did not learn from. */
  ALL;

  /** As users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
