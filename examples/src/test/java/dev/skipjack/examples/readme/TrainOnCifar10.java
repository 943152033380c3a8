package dev.skipjack.examples.readme;

import static dev.skipjack.runtime.data.Augmentation.flip;
import static dev.skipjack.runtime.data.Augmentation.shift;

import dev.skipjack.examples.networks.densenet.DenseNetBC22Network; // generated, beside the model
import dev.skipjack.runtime.data.Cifar10;
import dev.skipjack.runtime.train.Progress;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class TrainOnCifar10 {
  public static void main(String[] arguments) throws IOException {
    Path weights = Path.of("densenet.safetensors");
    try (var network = DenseNetBC22Network.forTraining(1);
        var training = Training.of(network)) {
      training
          .data(
              Cifar10.train(Path.of(arguments[0]))
                  .normalize(Cifar10.mean(), Cifar10.standardDeviation())
                  .augment(flip(), shift(4))
                  .shuffle(1)
                  .batch(64))
          .optimizer(Sgd.nesterov(0.9).weightDecay(1e-4))
          .schedule(Schedule.steps(0.1, 0.5, 0.75))
          .listen(Progress.automatic(System.out))
          .fit(300);
      Weights.save(network, weights);
    }
    try (var network = DenseNetBC22Network.forInference(weights)) {
      INDArray images = Nd4j.zeros(DataType.FLOAT, 2, 3, 32, 32);
      INDArray logits = network.predict(images); // [2,10]; no softmax
      System.out.println(logits);
    }
  }
}
