package dev.skipjack.fuzz.run;

import dev.skipjack.fuzz.Plan;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.ImageSizes;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.InputShape;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.simd.ThreadedKernels;
import dev.skipjack.runtime.memory.Views;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.train.GradientClipping;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Predicts, takes two steps and predicts again; everything on the way can be compared. */
final class ModelRun {
  /** So large that a lost weight decay or momentum is a difference of a hundredth. */
  private static final Sgd RULE = Sgd.nesterov(0.8).weightDecay(0.1);

  private static final double RATE = 0.1;
  private static final double LONGEST_GRADIENT = 1;

  private final Class<?> model;
  private final Variant variant;
  private final Plan plan;
  private final Numbers numbers;
  private final Map<String, double[]> results = new LinkedHashMap<>();

  ModelRun(Class<?> model, Variant variant, Plan plan) {
    this.model = model;
    this.variant = variant;
    this.plan = plan;
    this.numbers = new Numbers(plan.seed(), variant.noise());
  }

  /** Everything that was computed, by name, in order. */
  static Map<String, double[]> of(Class<?> model, Variant variant, Plan plan) {
    ModelRun run = new ModelRun(model, variant, plan);
    FuzzedProvider.use(variant.isFast() ? variant.threads(plan) : FuzzedProvider.PORTABLE);
    try {
      if (variant.isFast() && !plan.isConcurrent()) {
        ThreadedKernels.alone(variant.threads(plan), run::all);
      } else {
        run.all();
      }
    } finally {
      FuzzedProvider.stop();
    }
    return run.results;
  }

  private void all() {
    try (TrainingNetwork network =
            GeneratedNetworks.forTraining(model, variant.type(), plan.seed());
        InferenceNetwork inference = network.inference();
        Optimizer.State optimizer = RULE.open(network.trainableLength(), variant.type());
        GradientClipping.State clipping =
            GradientClipping.byGlobalNorm(LONGEST_GRADIENT).open(variant.type())) {
      store("initial", network.parameters());
      fill(network);
      predict(inference, "predicted", plan.batch());
      step(network, optimizer, clipping, "first", plan.batch());
      predict(inference, "predictedBetween", 1);
      step(network, optimizer, clipping, "second", plan.secondBatch());
      predict(inference, "predictedAfter", plan.secondBatch());
      checkBatchInvariance(inference);
    }
  }

  private void step(
      TrainingNetwork network,
      Optimizer.State optimizer,
      GradientClipping.State clipping,
      String when,
      int batch) {
    network.forward(inputs(network, when, batch));
    List<INDArray> gradients = new ArrayList<>();
    for (int i = 0; i < network.outputs().size(); i++) {
      INDArray output = network.outputs().get(i);
      store(when + " output " + network.outputNames().get(i), output);
      String stream = when + " output gradient " + i;
      gradients.add(numbers.normal(variant.type(), stream, 0, 1, output.shape()));
    }
    network.backward(gradients);
    double[] all = network.gradients().data().asDouble();
    for (Parameter parameter : network.parameterList()) {
      if (parameter.role() == ParameterRole.TRAINABLE) {
        int from = Math.toIntExact(parameter.offset());
        results.put(
            when + " gradient " + parameter.name(),
            Arrays.copyOfRange(all, from, from + (int) parameter.length()));
      }
    }
    clipping.clip(network.gradients());
    optimizer.step(network.trainable(), network.gradients(), RATE);
    for (Parameter parameter : network.parameterList()) {
      boolean running = parameter.role() == ParameterRole.RUNNING;
      String kind = running ? " running statistics " : " parameter ";
      store(when + kind + parameter.name(), network.readOnly(parameter));
    }
  }

  private void predict(InferenceNetwork network, String when, int batch) {
    network.predict(inputs(network, when, batch));
    for (int i = 0; i < network.outputs().size(); i++) {
      store(when + " output " + network.outputNames().get(i), network.outputs().get(i));
    }
  }

  /** Predicted with others, an image has the same outputs as alone, to the last bit. */
  private void checkBatchInvariance(InferenceNetwork network) {
    int batch = plan.secondBatch() + 1;
    List<INDArray> all = inputs(network, "invariant", batch);
    network.batchInvariant(true).predict(all);
    List<double[]> together = network.outputs().stream().map(ModelRun::values).toList();
    for (int image = 0; image < batch; image++) {
      int row = image;
      network.predict(all.stream().map(array -> Views.rows(array, row, row + 1)).toList());
      for (int i = 0; i < together.size(); i++) {
        double[] alone = values(network.outputs().get(i));
        int from = image * alone.length;
        if (!Arrays.equals(Arrays.copyOfRange(together.get(i), from, from + alone.length), alone)) {
          throw new IllegalStateException(
              "output "
                  + network.outputNames().get(i)
                  + " of an image depends on the images beside it, though batchInvariant was asked for");
        }
      }
    }
    network.batchInvariant(false);
  }

  /** In the order of {@link Network#inputs}. */
  List<INDArray> inputs(Network network, String when, int batch) {
    List<INDArray> inputs = new ArrayList<>(List.of(images(network, when, batch)));
    for (InputShape further : network.inputs().subList(1, network.inputs().size())) {
      String stream = when + " " + further.name();
      inputs.add(numbers.normal(variant.type(), stream, 0, 1, further.shape(batch)));
    }
    return inputs;
  }

  private INDArray images(Network network, String when, int batch) {
    int height = network.inputHeight();
    int width = network.inputWidth();
    if (network.imageSizes().isPresent()) {
      // The second step's images have another size, which moves every buffer.
      int more = when.startsWith("second") ? network.imageSizes().get().multiple() : 0;
      height = nearest(network.imageSizes().get(), plan.height()) + more;
      width = nearest(network.imageSizes().get(), plan.width());
    }
    return numbers.normal(
        variant.type(), when + " images", 0, 1, batch, network.inputChannels(), height, width);
  }

  private static int nearest(ImageSizes sizes, int size) {
    return Math.max(sizes.minimum(), size / sizes.multiple() * sizes.multiple());
  }

  /** Numbers that no layer starts with: no bias is 0 and no scale 1. */
  void fill(TrainingNetwork network) {
    for (Parameter parameter : network.parameterList()) {
      String name = parameter.name();
      long[] shape = parameter.shape();
      DataType type = variant.type();
      INDArray values;
      if (name.endsWith("running_var")) {
        values = numbers.uniform(type, name, 0.5, 2, shape);
      } else if (shape.length > 1) {
        double fanIn = (double) parameter.length() / shape[0];
        values = numbers.normal(type, name, 0, Math.sqrt(1.5 / fanIn), shape);
      } else if (isScale(network, name)) {
        values = numbers.uniform(type, name, 0.5, 1.5, shape);
      } else {
        values = numbers.normal(type, name, 0, 0.3, shape);
      }
      network.tensor(parameter).assign(values);
    }
  }

  private static boolean isScale(TrainingNetwork network, String name) {
    if (!name.endsWith(".weight")) {
      return false;
    }
    String mean = name.substring(0, name.length() - "weight".length()) + "running_mean";
    return network.parameterList().stream().anyMatch(p -> p.name().equals(mean));
  }

  private void store(String name, INDArray array) {
    results.put(name, values(array));
  }

  static double[] values(INDArray array) {
    INDArray dense = Nd4j.createUninitialized(array.dataType(), array.shape(), 'c');
    dense.assign(array);
    double[] values = dense.data().asDouble();
    dense.close();
    return values;
  }
}
