package dev.skipjack.processor;

import static dev.skipjack.processor.Javac.javac;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.processor.build.ModelBuilder;
import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.read.ModelReader;
import dev.skipjack.processor.read.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/** The forward graph of a source, before any pass. */
public final class Graphs {
  private Graphs() {}

  public static Graph of(String name) throws IOException {
    return ofSource(name, Files.readString(Goldens.resource("good", name + ".java")));
  }

  /** Layers alone, on images of 3x8x8. */
  public static Graph ofLayers(String layers) {
    return ofLayers("", layers);
  }

  /** Layers and what is said about the model. */
  static Graph ofLayers(String annotations, String layers) {
    return ofSource(
        "Net",
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        %s
        class Net {
          %s
        }
        """
            .formatted(annotations, layers));
  }

  /** Layers alone, on images of 3 channels and any size. */
  static Graph ofAnySize(String layers) {
    return ofSource(
        "Net",
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
        class Net {
          %s
        }
        """
            .formatted(layers));
  }

  static Graph ofSource(String name, String text) {
    Capture capture = new Capture(name);
    Compilation compilation =
        javac()
            .withProcessors(capture)
            .compile(JavaFileObjects.forSourceString("good." + name, text));
    assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
    return capture.graph;
  }

  @SupportedAnnotationTypes("dev.skipjack.annotations.Model")
  private static final class Capture extends AbstractProcessor {
    private final String name;
    private Graph graph;

    Capture(String name) {
      this.name = name;
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      for (TypeElement annotation : annotations) {
        for (TypeElement type : ElementFilter.typesIn(round.getElementsAnnotatedWith(annotation))) {
          if (!type.getSimpleName().contentEquals(name)) {
            continue; // a model that this one places
          }
          Diagnostics diagnostics = new Diagnostics();
          Sources sources = new Sources(processingEnv);
          sources.add(round.getRootElements());
          graph =
              new ModelReader(processingEnv.getElementUtils(), sources, diagnostics)
                  .read(type)
                  .flatMap(model -> ModelBuilder.build(model, diagnostics))
                  .orElseThrow(() -> new AssertionError(diagnostics.all()));
        }
      }
      return false;
    }
  }
}
