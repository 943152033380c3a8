package dev.skipjack.processor;

import com.google.auto.service.AutoService;
import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.emit.Model;
import dev.skipjack.processor.emit.ModelFiles;
import dev.skipjack.processor.optimize.Pipeline;
import dev.skipjack.processor.read.ElementPlace;
import dev.skipjack.processor.read.ModelDeclaration;
import dev.skipjack.processor.read.ModelReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic.Kind;

/** The annotation processor: finds models, has each compiled, and writes what comes out. */
@AutoService(Processor.class)
@SupportedAnnotationTypes("dev.skipjack.annotations.*")
@SupportedOptions(SkipjackProcessor.OPTIMIZE)
public final class SkipjackProcessor extends AbstractProcessor {
  /**
   * {@code -Askipjack.optimize=none}, or passes to leave out: {@code
   * -StatisticsOnce,-FuseNormalizeRelu}.
   */
  static final String OPTIMIZE = "skipjack.optimize";

  private static final String RUNTIME = "dev.skipjack.runtime.Network";

  private MessagerPrinter printer;

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    if (printer == null) {
      printer = new MessagerPrinter(processingEnv.getMessager());
    }
    for (TypeElement annotation : annotations) {
      Set<? extends Element> annotated = round.getElementsAnnotatedWith(annotation);
      if (annotation.getSimpleName().contentEquals("Model")) {
        ElementFilter.typesIn(annotated).forEach(type -> compileSafely(type, round));
      } else {
        ElementFilter.fieldsIn(annotated).forEach(this::checkEnclosing);
        ElementFilter.typesIn(annotated).forEach(type -> checkModel(type, annotation));
      }
    }
    return false;
  }

  private void checkEnclosing(VariableElement field) {
    Diagnostics diagnostics = new Diagnostics();
    new ModelReader(elements(), diagnostics).checkEnclosing(field);
    diagnostics.all().forEach(printer::print);
  }

  private void checkModel(TypeElement type, TypeElement annotation) {
    Diagnostics diagnostics = new Diagnostics();
    new ModelReader(elements(), diagnostics).checkModel(type, annotation);
    diagnostics.all().forEach(printer::print);
  }

  /** Whatever goes wrong in us is told as our mistake, never thrown out of the compiler. */
  private void compileSafely(TypeElement type, RoundEnvironment round) {
    Diagnostics diagnostics = new Diagnostics();
    ElementPlace place = new ElementPlace(type, null, null);
    try {
      long begin = System.nanoTime();
      Optional<ModelDeclaration> declaration = new ModelReader(elements(), diagnostics).read(type);
      if (declaration.isPresent() && canGenerate(type, declaration.get(), round, diagnostics)) {
        compile(type, declaration.get(), begin, diagnostics);
      }
    } catch (IOException e) {
      diagnostics.error(Message.INTERNAL, place, type, e, "files could not be written");
    } catch (RuntimeException | StackOverflowError e) {
      diagnostics.error(Message.INTERNAL, place, type, e, where(e));
    }
    diagnostics.all().forEach(printer::print);
  }

  private void compile(
      TypeElement type, ModelDeclaration declaration, long begin, Diagnostics diagnostics)
      throws IOException {
    Optional<ModelCompiler.Compiled> compiled =
        ModelCompiler.compile(
            declaration,
            passesLeftOut(type, diagnostics),
            graph -> Model.of(type, graph, elements()),
            diagnostics);
    if (compiled.isPresent()) {
      ModelCompiler.Compiled model = compiled.get();
      new ModelFiles(processingEnv.getFiler(), type)
          .write(
              model.writer(),
              model.report(),
              model.training().graph(),
              model.training().memory(),
              model.inference().graph(),
              model.inference().memory());
      long milliseconds = (System.nanoTime() - begin) / 1_000_000;
      String note =
          String.format(
              Locale.ROOT, "%s; compiled in %,d ms", model.report().summary(), milliseconds);
      processingEnv.getMessager().printMessage(Kind.NOTE, note, type);
    }
  }

  private Set<String> passesLeftOut(TypeElement type, Diagnostics diagnostics) {
    String option = processingEnv.getOptions().getOrDefault(OPTIMIZE, "all");
    Set<String> known = new LinkedHashSet<>(Pipeline.optional());
    if (option.equals("all") || option.equals("none")) {
      return option.equals("none") ? known : Set.of();
    }
    Set<String> leftOut = new LinkedHashSet<>();
    for (String name : option.split(",")) {
      String pass = name.strip().replaceFirst("^-", "");
      leftOut.add(pass);
      if (!name.strip().startsWith("-") || !known.contains(pass)) {
        ElementPlace place = new ElementPlace(type, null, null);
        String all = known.stream().map(p -> "-" + p).collect(Collectors.joining(","));
        diagnostics.error(Message.OPTION_UNKNOWN, place, OPTIMIZE, name.strip(), all);
      }
    }
    return leftOut;
  }

  private boolean canGenerate(
      TypeElement type,
      ModelDeclaration declaration,
      RoundEnvironment round,
      Diagnostics diagnostics) {
    ElementPlace place = new ElementPlace(type, null, null);
    if (elements().getTypeElement(elements().getModuleOf(type), RUNTIME) == null) {
      diagnostics.error(Message.RUNTIME_MISSING, place);
      return false;
    }
    Set<String> sources =
        round.getRootElements().stream().map(Element::toString).collect(Collectors.toSet());
    Model.generatedNames(type, declaration.hasSeveralOutputs()).stream()
        .filter(sources::contains)
        .forEach(name -> diagnostics.error(Message.GENERATED_NAME_TAKEN, place, name));
    return true;
  }

  private static String where(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return Arrays.stream(trace)
        .limit(8)
        .map(frame -> "  at " + frame)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private Elements elements() {
    return processingEnv.getElementUtils();
  }
}
