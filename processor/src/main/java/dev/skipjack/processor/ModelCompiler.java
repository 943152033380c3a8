package dev.skipjack.processor;

import dev.skipjack.processor.build.InputSizes;
import dev.skipjack.processor.build.ModelBuilder;
import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.emit.Model;
import dev.skipjack.processor.emit.ModelWriter;
import dev.skipjack.processor.grad.Differentiate;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.layout.LayoutChoice;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.memory.MemoryPlanner;
import dev.skipjack.processor.optimize.Pipeline;
import dev.skipjack.processor.read.ModelDeclaration;
import dev.skipjack.processor.report.BudgetCheck;
import dev.skipjack.processor.report.Report;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** The compiler from a declaration to what is written, stage by stage. */
final class ModelCompiler {
  private ModelCompiler() {}

  /** Everything that is generated for one model. */
  record Compiled(Report report, ModelWriter writer, Step training, Step inference) {}

  /** What runs, and where its values live. */
  record Step(TrainingGraph graph, MemoryPlan memory) {
    static Step of(TrainingGraph graph) {
      return new Step(graph, MemoryPlanner.plan(graph));
    }
  }

  /** Empty if anything is wrong, which {@code diagnostics} tells. */
  static Optional<Compiled> compile(
      ModelDeclaration declaration,
      Set<String> passesLeftOut,
      LayoutChoice layouts,
      BiFunction<Graph, Graph, Model> model,
      Diagnostics diagnostics) {
    Optional<Graph> built = ModelBuilder.build(declaration, diagnostics);
    if (built.isEmpty()) {
      return Optional.empty();
    }
    Graph graph = built.get();
    Graph trained = Pipeline.training(layouts).without(passesLeftOut).run(graph);
    Graph predicted = Pipeline.inference(layouts).without(passesLeftOut).run(graph);
    Graph plain = Pipeline.inference().without(Set.copyOf(Pipeline.optional())).run(graph);
    TrainingGraph differentiated =
        Differentiate.of(trained, withGradient(declaration, trained.inputs()));
    Graph backward = Pipeline.backward().without(passesLeftOut).run(differentiated.backward());
    Step training = Step.of(differentiated.withBackward(backward));
    Step inference = Step.of(TrainingGraph.withoutBackward(predicted));
    Report report =
        Report.of(
            declaration,
            graph,
            training.memory(),
            inference.memory(),
            InputSizes.of(declaration, graph),
            training.graph().timeline(),
            inference.graph().timeline());
    BudgetCheck.run(declaration, report, diagnostics);
    if (diagnostics.any()) {
      return Optional.empty();
    }
    ModelWriter writer = new ModelWriter(model.apply(graph, plain), report);
    return Optional.of(new Compiled(report, writer, training, inference));
  }

  private static Set<Value> withGradient(ModelDeclaration declaration, List<Value> inputs) {
    Set<Value> wanted = new LinkedHashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (declaration.inputs().get(i).bool("gradient")) {
        wanted.add(inputs.get(i));
      }
    }
    return wanted;
  }
}
