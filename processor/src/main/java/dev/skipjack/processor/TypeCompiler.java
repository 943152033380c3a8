package dev.skipjack.processor;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.emit.LayersWriter;
import dev.skipjack.processor.emit.Model;
import dev.skipjack.processor.emit.ModelFiles;
import dev.skipjack.processor.read.ElementPlace;
import dev.skipjack.processor.read.LayerClass;
import dev.skipjack.processor.read.ModelDeclaration;
import dev.skipjack.processor.read.ModelReader;
import dev.skipjack.processor.report.ShapeNotes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic.Kind;

/** Has one model or block compiled, and writes what comes out. */
final class TypeCompiler {
  private static final String RUNTIME = "dev.skipjack.runtime.Network";

  private final ProcessingEnvironment environment;
  private final CompilerOptions options;
  private final MessagerPrinter printer;
  private final GeneratedNames names;
  private final TypeElement type;
  private final ModelReader reader;
  private final Diagnostics diagnostics;
  private final ElementPlace place;

  TypeCompiler(
      ProcessingEnvironment environment,
      CompilerOptions options,
      MessagerPrinter printer,
      GeneratedNames names,
      TypeElement type,
      ModelReader reader,
      Diagnostics diagnostics) {
    this.environment = environment;
    this.options = options;
    this.printer = printer;
    this.names = names;
    this.type = type;
    this.reader = reader;
    this.diagnostics = diagnostics;
    this.place = new ElementPlace(type, null, null);
  }

  /** Does nothing if the class names what the compiler does not know: see the reader. */
  void compile() throws IOException {
    if (ModelReader.isModel(type)) {
      compileModel();
    } else {
      compileBlock();
    }
  }

  private void compileModel() throws IOException {
    long begin = System.nanoTime();
    Optional<ModelDeclaration> declaration = reader.read(type);
    if (declaration.isEmpty()) {
      return;
    }
    if (find(RUNTIME) == null) {
      diagnostics.error(Message.RUNTIME_MISSING, place);
      return;
    }
    boolean notesShapes = options.notesShapes(place, diagnostics);
    boolean severalOutputs = declaration.get().hasSeveralOutputs();
    names.take(type, Model.generatedNames(type, severalOutputs), diagnostics);
    Optional<ModelCompiler.Compiled> compiled =
        ModelCompiler.compile(
            declaration.get(),
            options.passesLeftOut(place, diagnostics),
            options.layouts(place, diagnostics),
            (graph, plain) -> Model.of(type, graph, plain, builtFrom(), elements()),
            diagnostics);
    if (compiled.isPresent()) {
      write(compiled.get());
      writeLayers();
      long milliseconds = (System.nanoTime() - begin) / 1_000_000;
      String summary = compiled.get().report().summary();
      String note = String.format(Locale.ROOT, "%s; compiled in %,d ms", summary, milliseconds);
      environment.getMessager().printMessage(Kind.NOTE, note, type);
      if (notesShapes) {
        ShapeNotes.of(declaration.get(), compiled.get().report())
            .forEach(shape -> printer.note((ElementPlace) shape.place(), shape.text(), type));
      }
    }
  }

  /** A block's mistakes are told to the models that place it. */
  private void compileBlock() throws IOException {
    reader.readBlock(type);
    if (reader.unresolved().isEmpty()) {
      names.take(type, Model.generatedNames(type), diagnostics);
      writeLayers();
    }
  }

  /**
   * Eclipse's compiler writes no class that is on its class path already, for instance because the
   * output of the last time is.
   */
  void tellRefused(FilerException refused) throws FilerException {
    List<String> existing =
        Stream.concat(
                Model.generatedNames(type, true).stream(), Model.generatedNames(type).stream())
            .distinct()
            .filter(name -> find(name) != null)
            .toList();
    if (existing.isEmpty()) {
      throw refused;
    }
    diagnostics.error(Message.GENERATED_NAME_TAKEN, place, existing.get(0), "such a class");
  }

  private TypeElement find(String name) {
    return elements().getTypeElement(elements().getModuleOf(type), name);
  }

  /** The fingerprints of the other classes whose layers are in the model. */
  private Map<TypeElement, String> builtFrom() {
    Map<TypeElement, String> fingerprints = new LinkedHashMap<>();
    for (LayerClass from : reader.layerClasses()) {
      if (!from.type().equals(type) && ModelReader.isLayerClass(from.type())) {
        fingerprints.put(from.type(), from.fingerprint());
      }
    }
    return fingerprints;
  }

  private void write(ModelCompiler.Compiled model) throws IOException {
    new ModelFiles(environment.getFiler(), type)
        .write(
            model.writer(),
            model.report(),
            model.training().graph(),
            model.training().memory(),
            model.inference().graph(),
            model.inference().memory());
  }

  private void writeLayers() throws IOException {
    for (LayerClass own : reader.layerClasses()) {
      if (own.type().equals(type) && !diagnostics.any()) {
        LayersWriter.write(
            type, own.layers(), own.fingerprint(), elements(), environment.getFiler());
      }
    }
  }

  private Elements elements() {
    return environment.getElementUtils();
  }
}
