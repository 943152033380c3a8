package dev.skipjack.runtime.optimize;

import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.train.Optimizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * An optimizer that treats parts of a network differently, as PyTorch's parameter groups do:
 * another weight decay, another learning rate, none at all. Immutable; each method gives a new one.
 *
 * <pre>{@code
 * ParameterGroups.of(Sgd.nesterov(0.9).weightDecay(1e-4))
 *     .noDecayOnBiasesAndBatchNorm()
 *     .learningRate("features.*", 0.1)
 * }</pre>
 *
 * <p>Rules name tensors by pattern, in which {@code *} stands for any characters; where two of a
 * kind meet, the later one counts. Neighbours of equal settings are stepped together.
 */
public final class ParameterGroups implements Optimizer {
  private final Optimizer optimizer;
  private final List<Rule> rules;

  /**
   * What becomes of a tensor's settings if it is selected.
   *
   * @param description of the change
   */
  private record Rule(Selection selection, String description, Change change) {
    @FunctionalInterface
    interface Change {
      Settings of(Settings before);
    }
  }

  /**
   * How a tensor learns.
   *
   * @param weightDecay null: the optimizer's own
   * @param rateFactor the learning rate is multiplied by it; 0: it does not learn
   * @param freezings that may keep it from learning
   */
  record Settings(Double weightDecay, double rateFactor, List<Freezing> freezings) {
    private static final Settings OWN = new Settings(null, 1, List.of());

    boolean isFrozen() {
      for (int i = 0; i < freezings.size(); i++) { // in each step: without an iterator
        if (freezings.get(i).isFrozen()) {
          return true;
        }
      }
      return rateFactor == 0;
    }
  }

  /**
   * Neighbours in the vector of parameters that learn in the same way.
   *
   * @param first element
   */
  record Range(long first, long length, Settings settings) {}

  private ParameterGroups(Optimizer optimizer, List<Rule> rules) {
    this.optimizer = optimizer;
    this.rules = List.copyOf(rules);
  }

  /** All parameters learn as this optimizer has it, until rules say otherwise. */
  public static ParameterGroups of(Optimizer optimizer) {
    return new ParameterGroups(optimizer, List.of());
  }

  private ParameterGroups and(Selection selection, String description, Rule.Change change) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(new Rule(selection, description, change));
    return new ParameterGroups(optimizer, more);
  }

  /**
   * Another weight decay for the tensors of a pattern.
   *
   * @throws IllegalArgumentException if it is below 0
   * @throws UnsupportedOperationException if the optimizer has none
   */
  public ParameterGroups weightDecay(String pattern, double weightDecay) {
    return decay(Selection.named(pattern), weightDecay);
  }

  private ParameterGroups decay(Selection selection, double weightDecay) {
    optimizer.weightDecay(weightDecay); // checks it
    return and(
        selection,
        "weight decay " + weightDecay,
        before -> new Settings(weightDecay, before.rateFactor(), before.freezings()));
  }

  /**
   * No weight decay for tensors of one dimension, which are biases and batch norm's scales and
   * shifts: timm's rule (He et al. 2019, "Bag of tricks", section 3.1).
   *
   * @throws UnsupportedOperationException if the optimizer has no weight decay
   */
  public ParameterGroups noDecayOnBiasesAndBatchNorm() {
    return decay(
        new Selection(
            "of one dimension (biases, batch norm)", parameter -> parameter.shape().length == 1),
        0);
  }

  /**
   * Another learning rate for the tensors of a pattern: that of the schedule times a factor, for
   * instance 0.1 for a backbone that has learned already.
   *
   * @param factor at least 0; 0 freezes them for this training
   * @throws IllegalArgumentException if it is below 0
   */
  public ParameterGroups learningRate(String pattern, double factor) {
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "the factor of a learning rate must be at least 0, got " + factor);
    }
    return and(
        Selection.named(pattern),
        "rate times " + factor,
        before -> new Settings(before.weightDecay(), factor, before.freezings()));
  }

  /** What learns nothing while {@code part} is frozen. */
  public ParameterGroups freeze(Freezing part) {
    return and(
        part.selection(),
        "frozen for a while",
        before -> {
          List<Freezing> more = new ArrayList<>(before.freezings());
          more.add(part);
          return new Settings(before.weightDecay(), before.rateFactor(), List.copyOf(more));
        });
  }

  @Override
  public ParameterGroups weightDecay(double weightDecay) {
    return new ParameterGroups(optimizer.weightDecay(weightDecay), rules);
  }

  /**
   * @throws UnsupportedOperationException always: rules need names
   */
  @Override
  public State open(long length, DataType type) {
    throw new UnsupportedOperationException(
        "parameter groups need names: open them with the network's parameterList()");
  }

  /**
   * @throws IllegalArgumentException if a rule selects no tensor
   */
  @Override
  public State open(List<Parameter> parameters, DataType type) {
    rules.forEach(rule -> rule.selection().check(parameters));
    return new GroupedState(optimizer, ranges(parameters), statistics(parameters), type);
  }

  /** The trainable parameters in the order of their vector, neighbours of equal settings as one. */
  List<Range> ranges(List<Parameter> parameters) {
    List<Range> ranges = new ArrayList<>();
    parameters.stream()
        .filter(parameter -> parameter.role() == ParameterRole.TRAINABLE)
        .sorted(Comparator.comparingLong(Parameter::offset))
        .forEach(
            parameter -> {
              Settings settings = settings(parameter);
              Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
              if (last != null && last.settings().equals(settings)) {
                ranges.set(
                    ranges.size() - 1,
                    new Range(last.first(), last.length() + parameter.length(), settings));
              } else {
                ranges.add(new Range(parameter.offset(), parameter.length(), settings));
              }
            });
    return ranges;
  }

  private List<GroupedState.Statistic> statistics(List<Parameter> parameters) {
    return parameters.stream()
        .filter(parameter -> parameter.role() == ParameterRole.RUNNING)
        .map(parameter -> new GroupedState.Statistic(parameter, settings(parameter).freezings()))
        .filter(statistic -> !statistic.freezings().isEmpty())
        .toList();
  }

  private Settings settings(Parameter parameter) {
    Settings settings = Settings.OWN;
    for (Rule rule : rules) {
      if (rule.selection().contains(parameter)) {
        settings = rule.change().of(settings);
      }
    }
    return settings;
  }

  /** Equal for equal rules: a checkpoint compares it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(optimizer.toString());
    for (Rule rule : rules) {
      text.append("; ").append(rule.selection().description());
      text.append(": ").append(rule.description());
    }
    return text.toString();
  }
}
