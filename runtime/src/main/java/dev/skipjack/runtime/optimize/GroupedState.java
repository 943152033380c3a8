package dev.skipjack.runtime.optimize;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.train.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A state of the optimizer for each range of parameters, on views of the vectors that are made
 * once. Each counts its own steps: what was frozen begins where it stopped, as in PyTorch.
 */
final class GroupedState implements Optimizer.State {
  private static final double[] ZEROS = new double[4096];

  private final List<Group> groups = new ArrayList<>();
  private final List<Statistic> statistics;

  /** Those of {@link #statistics} that stay now. */
  private final List<Parameter> kept = new ArrayList<>();

  /** Whose views the groups have. */
  private INDArray parameters;

  private INDArray gradients;

  /** A running mean or variance, and what may keep it. */
  record Statistic(Parameter parameter, List<Freezing> freezings) {
    boolean isKept() {
      for (int i = 0; i < freezings.size(); i++) {
        if (freezings.get(i).keepsStatistics()) {
          return true;
        }
      }
      return false;
    }
  }

  private static final class Group {
    final ParameterGroups.Range range;
    final Optimizer.State state;
    INDArray parameters;
    INDArray gradients;
    ElementView gradientView;

    Group(ParameterGroups.Range range, Optimizer.State state) {
      this.range = range;
      this.state = state;
    }

    void dropGradients() {
      gradientView = ElementView.of(gradients, gradientView);
      for (long done = 0; done < range.length(); done += ZEROS.length) {
        gradientView.write(ZEROS, (int) Math.min(ZEROS.length, range.length() - done), done);
      }
    }

    String prefix() {
      return range.first() + "+" + range.length() + ".";
    }

    double rate(double learningRate) {
      return learningRate * range.settings().rateFactor();
    }

    INDArray part(INDArray vector) {
      return Nd4j.create(
          vector.data(),
          new long[] {range.length()},
          new long[] {1},
          vector.offset() + range.first(),
          'c',
          vector.dataType());
    }
  }

  GroupedState(
      Optimizer optimizer,
      List<ParameterGroups.Range> ranges,
      List<Statistic> statistics,
      DataType type) {
    this.statistics = statistics;
    try {
      for (ParameterGroups.Range range : ranges) {
        Double decay = range.settings().weightDecay();
        Optimizer own = decay == null ? optimizer : optimizer.weightDecay(decay);
        groups.add(new Group(range, own.open(range.length(), type)));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void look(INDArray newParameters, INDArray newGradients) {
    if (newParameters != null && newParameters != parameters) {
      groups.forEach(group -> group.parameters = group.part(newParameters));
      parameters = newParameters;
    }
    if (newGradients != null && newGradients != gradients) {
      groups.forEach(group -> group.gradients = group.part(newGradients));
      gradients = newGradients;
    }
  }

  @Override
  public void dropUnused(INDArray newGradients) {
    look(null, newGradients);
    for (Group group : groups) {
      if (group.range.settings().isFrozen()) {
        group.dropGradients();
      }
    }
  }

  @Override
  public List<Parameter> frozenStatistics() {
    kept.clear();
    for (Statistic statistic : statistics) {
      if (statistic.isKept()) {
        kept.add(statistic.parameter());
      }
    }
    return kept;
  }

  @Override
  public boolean canOverflow(INDArray newParameters, double gradientNorm, double learningRate) {
    look(newParameters, null);
    for (Group group : groups) {
      if (!group.range.settings().isFrozen()
          && group.state.canOverflow(group.parameters, gradientNorm, group.rate(learningRate))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void step(INDArray newParameters, INDArray newGradients, double learningRate) {
    look(newParameters, newGradients);
    for (Group group : groups) {
      if (!group.range.settings().isFrozen()) {
        group.state.step(group.parameters, group.gradients, group.rate(learningRate));
      }
    }
  }

  /** Of each range those of its state, with the range in front: {@code "0+432.velocity"}. */
  @Override
  public Map<String, INDArray> tensors() {
    Map<String, INDArray> all = new LinkedHashMap<>();
    for (Group group : groups) {
      group.state.tensors().forEach((name, tensor) -> all.put(group.prefix() + name, tensor));
    }
    return all;
  }

  @Override
  public Map<String, Double> numbers() {
    Map<String, Double> all = new LinkedHashMap<>();
    for (Group group : groups) {
      group.state.numbers().forEach((name, number) -> all.put(group.prefix() + name, number));
    }
    return all;
  }

  @Override
  public void restore(Map<String, Double> numbers) {
    if (!numbers.keySet().equals(numbers().keySet())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the parameter groups remember %s, got %s: they were other groups",
              numbers().keySet(),
              numbers.keySet()));
    }
    for (Group group : groups) {
      Map<String, Double> own = new LinkedHashMap<>();
      group.state.numbers().keySet().forEach(n -> own.put(n, numbers.get(group.prefix() + n)));
      group.state.restore(own);
    }
  }

  @Override
  public void close() {
    groups.forEach(group -> group.state.close());
  }
}
