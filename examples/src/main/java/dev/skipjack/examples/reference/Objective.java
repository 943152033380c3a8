package dev.skipjack.examples.reference;

import dev.skipjack.runtime.train.CrossEntropy;
import dev.skipjack.runtime.train.PixelCrossEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the reference script takes as the loss. */
enum Objective {
  /** Cross-entropy of one class for each image. */
  CLASSES {
    @Override
    double run(List<String> names, List<INDArray> outputs, Targets targets) {
      return new CrossEntropy().run(outputs.get(0), targets.labels(), targets.gradients.get(0));
    }
  },

  /** Cross-entropy of every pixel, and 0.5 of the auxiliary one. */
  PIXELS {
    @Override
    double run(List<String> names, List<INDArray> outputs, Targets targets) {
      double loss = 0;
      for (int i = 0; i < outputs.size(); i++) {
        double weight = names.get(i).equals("aux") ? 0.5 : 1;
        INDArray gradient = targets.gradients.get(i);
        PixelCrossEntropy crossEntropy = new PixelCrossEntropy(IGNORED);
        loss += weight * crossEntropy.run(outputs.get(i), targets.labels(), gradient);
        gradient.muli(weight);
      }
      return loss;
    }
  },

  /** The sum of all outputs, each element with a weight. */
  WEIGHTED_SUM {
    @Override
    double run(List<String> names, List<INDArray> outputs, Targets targets) {
      double loss = 0;
      for (int i = 0; i < outputs.size(); i++) {
        INDArray weights = targets.read.get("target." + names.get(i));
        targets.gradients.get(i).assign(weights);
        loss += outputs.get(i).castTo(weights.dataType()).mul(weights).sumNumber().doubleValue();
      }
      return loss;
    }
  };

  private static final int IGNORED = 255;

  /**
   * What a loss needs beside outputs.
   *
   * @param read tensors of the reference's file
   * @param gradients of the loss by each output, to be overwritten
   */
  record Targets(Map<String, INDArray> read, List<INDArray> gradients) {
    static Targets of(Map<String, INDArray> read, List<INDArray> outputs) {
      List<INDArray> gradients = new ArrayList<>();
      for (INDArray output : outputs) {
        gradients.add(Nd4j.create(output.dataType(), output.shape()));
      }
      return new Targets(read, gradients);
    }

    int[] labels() {
      INDArray labels = read.get("target").ravel();
      return IntStream.range(0, (int) labels.length()).map(labels::getInt).toArray();
    }
  }

  /**
   * @param names torchvision's names of the outputs
   * @return the loss; its gradients by the outputs are in {@code targets}
   */
  abstract double run(List<String> names, List<INDArray> outputs, Targets targets);
}
