/**
 * Image classifiers as stages of a {@code spark.ml} pipeline: {@link
 * dev.skipjack.spark.ml.SkipjackClassifier} trains one, {@link
 * dev.skipjack.spark.ml.SkipjackClassifierModel} predicts.
 */
package dev.skipjack.spark.ml;
