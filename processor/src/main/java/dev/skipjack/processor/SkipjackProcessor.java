package dev.skipjack.processor;

import com.google.auto.service.AutoService;
import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.read.ElementPlace;
import dev.skipjack.processor.read.ModelReader;
import dev.skipjack.processor.read.Sources;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic.Kind;

/** The annotation processor: finds models and blocks, and has each compiled. */
@AutoService(Processor.class)
@SupportedAnnotationTypes({"dev.skipjack.annotations.*", Claims.WEIGHTS + "*", Claims.GENERATED})
@SupportedOptions({
  CompilerOptions.OPTIMIZE,
  CompilerOptions.LAYOUTS,
  CompilerOptions.SHAPES,
  DiagnosticsFile.OPTION
})
public final class SkipjackProcessor extends AbstractProcessor {
  /** What generated code is written in and the runtime is compiled for. */
  private static final SourceVersion NEEDED = SourceVersion.RELEASE_17;

  private Sources sources;
  private CompilerOptions options;
  private GeneratedNames names;
  private final Waiting waiting = new Waiting();
  private final Claims claims = new Claims();
  private boolean isOldTold;
  private DiagnosticsFile file;
  private MessagerPrinter printer;

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latest();
  }

  @Override
  public synchronized void init(ProcessingEnvironment environment) {
    super.init(environment);
    sources = new Sources(environment);
    options = new CompilerOptions(environment.getOptions());
    names = new GeneratedNames(sources);
    file = options.diagnosticsFile();
    file.begin();
    printer = new MessagerPrinter(environment.getMessager(), sources, file);
    LocalClasses.watch(environment, file);
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    sources.add(round.getRootElements());
    Set<TypeElement> types = new LinkedHashSet<>(waiting.take(elements()));
    for (TypeElement annotation : annotations) {
      if (annotation.getKind() != ElementKind.ANNOTATION_TYPE) {
        continue; // newer javacs name those of our package that do not exist
      }
      Set<? extends Element> annotated = round.getElementsAnnotatedWith(annotation);
      if (Claims.isGenerated(annotation) || Claims.isOfWeights(annotation)) {
        continue;
      }
      ElementFilter.fieldsIn(annotated).forEach(this::checkEnclosing);
      for (TypeElement type : ElementFilter.typesIn(annotated)) {
        checkModel(type, annotation);
        if (ModelReader.isLayerClass(type)) {
          types.add(type);
        }
      }
    }
    types.forEach(type -> compileSafely(type, round));
    if (round.processingOver()) {
      finishFile();
    }
    return claims.claims(annotations, round);
  }

  /** Whether it can be written has been checked, so that hardly anything is told here. */
  private void finishFile() {
    Diagnostics diagnostics = new Diagnostics();
    file.finish(new ElementPlace(null, null, null), diagnostics);
    diagnostics
        .all()
        .forEach(d -> processingEnv.getMessager().printMessage(Kind.ERROR, d.toString()));
  }

  private ModelReader reader(Diagnostics diagnostics) {
    return new ModelReader(elements(), sources, diagnostics);
  }

  private void checkEnclosing(VariableElement field) {
    Diagnostics diagnostics = new Diagnostics();
    reader(diagnostics).checkEnclosing(field);
    diagnostics.all().forEach(d -> printer.print(d, field));
  }

  private void checkModel(TypeElement type, TypeElement annotation) {
    Diagnostics diagnostics = new Diagnostics();
    reader(diagnostics).checkModel(type, annotation);
    diagnostics.all().forEach(d -> printer.print(d, type));
  }

  /**
   * Whatever goes wrong in us is told as our mistake, never thrown out of the compiler. After a
   * mistake the next round is the last, and what others wrote meanwhile is only half known there:
   * what else is wrong with a class that waited for it is told when that mistake is mended.
   */
  private void compileSafely(TypeElement type, RoundEnvironment round) {
    boolean isLastRound = round.processingOver();
    Diagnostics diagnostics = new Diagnostics();
    ElementPlace place = new ElementPlace(type, null, null);
    file.check(place, diagnostics);
    try {
      if (isNewEnough(place, diagnostics) && !compile(type, diagnostics, isLastRound)) {
        return;
      }
    } catch (IOException e) {
      diagnostics.error(Message.INTERNAL, place, type, e, "files could not be written");
    } catch (RuntimeException | StackOverflowError e) {
      diagnostics.error(Message.INTERNAL, place, type, e, where(e));
    }
    if (!isLastRound || !round.errorRaised()) {
      diagnostics.all().forEach(d -> printer.print(d, type));
    }
  }

  /** False if it is to be tried again in the next round. */
  private boolean compile(TypeElement type, Diagnostics diagnostics, boolean isLastRound)
      throws IOException {
    // A block's mistakes are told to the models that place it.
    ModelReader reader = reader(ModelReader.isModel(type) ? diagnostics : new Diagnostics());
    TypeCompiler compiler =
        new TypeCompiler(processingEnv, options, printer, names, type, reader, diagnostics);
    try {
      compiler.compile();
    } catch (FilerException e) {
      compiler.tellRefused(e);
    }
    if (!reader.unresolved().isEmpty() && !isLastRound) {
      waiting.add(type, elements());
      return false;
    }
    reader.unresolved().forEach((name, element) -> tellUnresolved(type, name, element));
    return true;
  }

  /**
   * What a source names and does not exist is an error of the compiler's own, unless another
   * processor writes it in the last round; what a class file names is not.
   */
  private void tellUnresolved(TypeElement type, String name, Element element) {
    boolean isTold = sources.has(element);
    Diagnostics diagnostics = new Diagnostics();
    diagnostics.error(
        Message.UNRESOLVED,
        new ElementPlace(type, null, null),
        type.getSimpleName(),
        name,
        element.getSimpleName());
    diagnostics.all().forEach(d -> printer.print(isTold ? Kind.WARNING : Kind.ERROR, d, type));
  }

  private boolean isNewEnough(ElementPlace place, Diagnostics diagnostics) {
    SourceVersion given = processingEnv.getSourceVersion();
    boolean isOld = given.compareTo(NEEDED) < 0;
    if (isOld && !isOldTold) {
      diagnostics.error(Message.SOURCE_LEVEL, place, NEEDED.ordinal(), given.ordinal());
      isOldTold = true;
    }
    return !isOld;
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
