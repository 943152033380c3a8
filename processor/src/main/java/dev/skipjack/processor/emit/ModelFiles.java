package dev.skipjack.processor.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.report.JsonReport;
import dev.skipjack.processor.report.MarkdownReport;
import dev.skipjack.processor.report.Report;
import java.io.IOException;
import java.io.Writer;
import java.util.Optional;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;
import javax.tools.StandardLocation;

/** Puts what is generated for one model where the compiler wants it. */
public final class ModelFiles {
  private final Filer filer;
  private final TypeElement model;

  public ModelFiles(Filer filer, TypeElement model) {
    this.filer = filer;
    this.model = model;
  }

  /**
   * Three sources, or four with several outputs; the report as Markdown and JSON beside the class
   * files.
   */
  public void write(
      ModelWriter writer,
      Report report,
      TrainingGraph training,
      MemoryPlan trainingMemory,
      TrainingGraph inference,
      MemoryPlan inferenceMemory)
      throws IOException {
    writer.network().writeTo(filer);
    writer.training(training, trainingMemory).writeTo(filer);
    writer.inference(inference, inferenceMemory).writeTo(filer);
    Optional<JavaFile> outputs = writer.outputs();
    if (outputs.isPresent()) {
      outputs.get().writeTo(filer);
    }
    write(".md", MarkdownReport.of(report));
    write(".json", JsonReport.of(report));
  }

  private void write(String extension, String text) throws IOException {
    ClassName type = ClassName.get(model);
    String file = String.join("_", type.simpleNames()) + extension;
    try (Writer out =
        filer
            .createResource(StandardLocation.CLASS_OUTPUT, type.packageName(), file, model)
            .openWriter()) {
      out.write(text);
    }
  }
}
