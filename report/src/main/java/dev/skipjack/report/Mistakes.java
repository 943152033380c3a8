package dev.skipjack.report;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ElementView;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * The images that a classifier is most wrong about: it gives the least probability to what they
 * are. Either the network has something to learn there, or their labels are wrong.
 *
 * @param of how many images with a label were looked at
 * @param all whether these are all test images
 * @param wrong how many of them were taken for something else
 * @param worst the worst first
 */
record Mistakes(int of, boolean all, int wrong, List<Mistake> worst) {
  private static final int MOST = 24;
  private static final int GUESSES = 3;

  /**
   * One image.
   *
   * @param number of the image in the order in which it was read, from 1
   * @param name what the test set calls it, for instance its file; empty if it was not read in
   *     order
   * @param truth its class
   * @param probability that the network gives to it
   * @param guesses what it holds for more likely, the likeliest first
   */
  record Mistake(
      int number,
      String name,
      BufferedImage picture,
      String truth,
      double probability,
      List<Guess> guesses) {

    Mistake withoutName() {
      return new Mistake(number, "", picture, truth, probability, guesses);
    }
  }

  /** A class and its probability. */
  record Guess(String name, double probability) {}

  /**
   * Predicts.
   *
   * @param most images to look at, the first ones of the set
   */
  static Mistakes of(InferenceNetwork network, Batches test, int most) {
    PictureData pictures = PictureData.of(test);
    ClassNames names = ClassNames.of(test);
    Comparator<Mistake> mildFirst = Comparator.comparingDouble(Mistake::probability).reversed();
    PriorityQueue<Mistake> worst = new PriorityQueue<>(mildFirst);
    int classes = network.classes();
    int seen = 0;
    int labelled = 0;
    int wrong = 0;
    boolean inOrder = true; // a set that is shuffled or drawn from does not say which image this is
    double[] logits = new double[0];
    double[] pixels = new double[0];
    try (BatchStream stream = test.open(network.dataType(), 0)) {
      for (Batch batch = stream.next(); batch != null && seen < most; batch = stream.next()) {
        int count = Math.min(batch.size(), most - seen);
        if (logits.length < batch.size() * classes) {
          logits = new double[batch.size() * classes];
        }
        ElementView.of(network.predict(batch.inputs())).read(0, logits, count * classes);
        for (int n = 0; n < count; n++) {
          int label = batch.labels()[n];
          inOrder &= test.dataset().label(seen + n) == label;
          if (label == Dataset.UNLABELLED) {
            continue;
          }
          labelled++;
          double[] probabilities = softmax(logits, n * classes, classes);
          List<Guess> guesses = guesses(probabilities, label, names);
          if (!guesses.isEmpty()) {
            wrong++;
            double own = probabilities[label];
            if (worst.size() < MOST || own < worst.peek().probability()) {
              pixels = pixels(batch, n, pixels);
              BufferedImage picture = image(batch, pixels, pictures);
              int index = seen + n;
              worst.add(
                  new Mistake(
                      index + 1,
                      test.dataset().describe(index),
                      picture,
                      names.of(label),
                      own,
                      guesses));
            }
            if (worst.size() > MOST) {
              worst.poll();
            }
          }
        }
        seen += count;
      }
    }
    List<Mistake> sorted = new ArrayList<>(worst);
    sorted.sort(mildFirst.reversed());
    if (!inOrder) {
      sorted.replaceAll(Mistake::withoutName);
    }
    return new Mistakes(labelled, seen == test.images(), wrong, sorted);
  }

  /** The classes that are likelier than the true one; a probability of NaN is nobody's. */
  private static List<Guess> guesses(double[] probabilities, int label, ClassNames names) {
    return IntStream.range(0, probabilities.length)
        .filter(c -> c != label && probabilities[c] > probabilities[label])
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> probabilities[c]).reversed())
        .limit(GUESSES)
        .map(c -> new Guess(names.of(c), probabilities[c]))
        .toList();
  }

  private static double[] softmax(double[] logits, int first, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, logits[first + c]);
    }
    double[] probabilities = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      probabilities[c] = Math.exp(logits[first + c] - largest);
      sum += probabilities[c];
    }
    for (int c = 0; c < classes; c++) {
      probabilities[c] /= sum;
    }
    return probabilities;
  }

  private static double[] pixels(Batch batch, int n, double[] array) {
    int length = (int) (batch.images().length() / batch.size());
    double[] pixels = array.length == length ? array : new double[length];
    ElementView.of(batch.images()).read((long) n * length, pixels, length);
    return pixels;
  }

  private static BufferedImage image(Batch batch, double[] pixels, PictureData pictures) {
    return pictures.image(
        pixels,
        (int) batch.images().size(1),
        (int) batch.images().size(2),
        (int) batch.images().size(3));
  }
}
