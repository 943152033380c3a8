package dev.skipjack.spark.ml;

import dev.skipjack.runtime.train.History;

/**
 * How a model was trained.
 *
 * @param history of all epochs
 * @param images that it was trained, and validated, on
 * @param skipped images that could not be read
 * @param restarts how often the training began again after a failure
 */
public record FitSummary(History history, long images, long skipped, int restarts) {}
