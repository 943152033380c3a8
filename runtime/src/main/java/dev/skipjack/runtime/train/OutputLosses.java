package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The losses of a network's outputs on the same labels, and where their gradients are kept. */
final class OutputLosses implements AutoCloseable {
  private final List<Term> terms;
  private final INDArray[] byOutput;
  private final int classes;

  /** The loss of one output. */
  private static final class Term {
    final int output;
    final Loss loss;
    final double weight;
    Loss.Total total;
    final GradientArrays gradients = new GradientArrays();

    Term(int output, Loss loss, double weight) {
      this.output = output;
      this.loss = loss;
      this.weight = weight;
    }
  }

  /**
   * What is added to the loss of the main output.
   *
   * @param output its name
   */
  record Auxiliary(String output, Loss loss, double weight) {}

  /** Whether a loss has the method that takes them. */
  static boolean takesSoftLabels(Loss loss) {
    try {
      return loss.getClass()
              .getMethod("run", INDArray.class, double[].class, INDArray.class)
              .getDeclaringClass()
          != Loss.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("Loss has it", e);
    }
  }

  /** What to say of one that does not. */
  static String noSoftLabels(Loss loss) {
    return loss.getClass().getSimpleName()
        + " takes class labels alone, but mixup or CutMix make soft ones of [N, classes]:"
        + " leave them out, take CrossEntropy, or write run(output, double[] targets, gradient)";
  }

  /**
   * @param main of the last output
   * @param auxiliary of others, by names that the network has
   */
  OutputLosses(TrainingNetwork network, Loss main, List<Auxiliary> auxiliary) {
    List<String> names = network.outputNames();
    this.classes = network.classes();
    this.byOutput = new INDArray[names.size()];
    this.terms = new ArrayList<>();
    terms.add(new Term(names.size() - 1, main, 1));
    for (Auxiliary one : auxiliary) {
      terms.add(new Term(names.indexOf(one.output()), one.loss(), one.weight()));
    }
  }

  /**
   * The weighted sum of the losses; {@link #gradients} are its gradients.
   *
   * @param outputs of the part
   * @param part of the batch, or all of it
   * @return the part's share of the batch's loss
   */
  double run(List<INDArray> outputs, Batch part, Batch whole) {
    double[] targets = targets(part);
    double sum = 0;
    for (Term term : terms) {
      INDArray output = outputs.get(term.output);
      INDArray gradient = term.gradients.like(output);
      double loss;
      double weight = term.weight;
      if (targets != null) {
        loss = term.loss.run(output, targets, gradient);
        weight *= part == whole ? 1 : term.loss.share(part, whole);
      } else if (part != whole && term.loss instanceof WeightedMean mean && mean.isWeighted()) {
        loss = mean.run(output, part.labels(), gradient, whole.labels());
      } else {
        loss = term.loss.run(output, part.labels(), gradient);
        weight *= part == whole ? 1 : term.loss.share(part, whole);
      }
      sum += weight * loss;
      if (term.total != null) { // at once: several outputs may share a loss, which runs anew
        term.total.add(loss, (int) output.size(0));
      }
      if (weight != 1) {
        gradient.muli(weight);
      }
      byOutput[term.output] = gradient;
    }
    return sum;
  }

  /** The batch's soft labels, null without; the data may have fewer classes than the network. */
  private double[] targets(Batch batch) {
    double[] given = batch.targets();
    int known = given == null ? classes : given.length / batch.size();
    if (known == classes) {
      return given;
    }
    double[] all = new double[batch.size() * classes];
    for (int n = 0; n < batch.size(); n++) {
      System.arraycopy(given, n * known, all, n * classes, known);
    }
    return all;
  }

  /**
   * Starts to add up batches: the weighted sum of the outputs' totals. Each {@link #run} from now
   * on adds its batch.
   */
  Loss.Total total() {
    terms.forEach(term -> term.total = term.loss.total());
    List<Loss.Total> totals = terms.stream().map(term -> term.total).toList();
    return new Loss.Total() {
      @Override
      public void add(double loss, int images) {
        // run has done it
      }

      @Override
      public double value() {
        double sum = 0;
        for (int i = 0; i < totals.size(); i++) {
          sum += terms.get(i).weight * totals.get(i).value();
        }
        return sum;
      }

      @Override
      public double[] save() {
        return totals.stream()
            .map(Loss.Total::save)
            .flatMapToDouble(
                saved -> DoubleStream.concat(DoubleStream.of(saved.length), Arrays.stream(saved)))
            .toArray();
      }

      @Override
      public void restore(double[] saved) {
        ofEach(saved, Loss.Total::restore);
      }

      @Override
      public void addSaved(double[] saved) {
        ofEach(saved, Loss.Total::addSaved);
      }

      private void ofEach(double[] saved, BiConsumer<Loss.Total, double[]> what) {
        int at = 0;
        for (Loss.Total total : totals) {
          int end = at + 1 + (int) saved[at];
          what.accept(total, Arrays.copyOfRange(saved, at + 1, end));
          at = end;
        }
      }
    };
  }

  /** For each output that of the last sum; null where it has no loss. */
  List<INDArray> gradients() {
    return Arrays.asList(byOutput);
  }

  @Override
  public void close() {
    terms.forEach(term -> term.gradients.close());
  }
}
