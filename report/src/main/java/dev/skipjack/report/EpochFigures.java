package dev.skipjack.report;

import java.util.Map;

/**
 * An epoch as the page shows it.
 *
 * @param number from 1
 * @param step the number of its last step
 * @param seconds of training
 * @param images trained on
 * @param waitShare of the seconds that its steps took, those in which they waited for data; 0 to 1
 * @param learningRate of its last step
 * @param loss of training
 * @param accuracy of training, 0 to 1
 * @param testLoss NaN without test data
 * @param testAccuracy 0 to 1; NaN without test data
 * @param metrics what the training computed besides, by name
 */
record EpochFigures(
    int number,
    long step,
    double seconds,
    int images,
    double waitShare,
    double learningRate,
    double loss,
    double accuracy,
    double testLoss,
    double testAccuracy,
    Map<String, Double> metrics) {

  double imagesPerSecond() {
    return images / seconds;
  }
}
