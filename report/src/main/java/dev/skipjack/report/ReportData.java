package dev.skipjack.report;

import java.util.List;

/**
 * All that the page shows; {@code report.js} reads it as JSON.
 *
 * @param model simple name
 * @param data what the training set is called
 * @param testName what is evaluated on: {@code test}, or {@code validation} if it decides something
 * @param state {@code running}, {@code finished} or {@code failed}
 * @param reason why it stopped before its last epoch, or failed; empty if it did not
 * @param begun when this process began to train, ISO 8601
 * @param written when this page was written, ISO 8601
 * @param epochs wanted
 * @param stepsPerEpoch of training
 * @param epochFigures of those that are over
 * @param steps the curve of the steps
 * @param confusion null without test data
 * @param mistakes null without test data, or if each pixel has a label
 * @param mapMistakes the same of label maps; null of others
 * @param samples what the network sees
 * @param facts about the run
 */
record ReportData(
    String model,
    String data,
    String testName,
    String state,
    String reason,
    String begun,
    String written,
    int epochs,
    long stepsPerEpoch,
    List<EpochFigures> epochFigures,
    List<StepCurve.Point> steps,
    Confusion confusion,
    Mistakes mistakes,
    MapMistakes mapMistakes,
    Samples samples,
    Architecture architecture,
    List<Fact> facts) {}
