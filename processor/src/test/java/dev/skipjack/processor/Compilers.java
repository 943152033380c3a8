package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;

/** The compilers that run our processor, on files as a build tool has them. */
enum Compilers {
  JAVAC,
  ECJ;

  /**
   * What came of a compilation.
   *
   * @param output where class files and generated sources lie
   * @param warnings those that are ours
   * @param notes each behind its source and line: {@code Net.java:5: …}
   */
  record Result(
      boolean success,
      Path output,
      List<String> errors,
      List<String> warnings,
      List<String> notes) {
    Result succeeded() {
      assertThat(success).as(String.join("\n", errors)).isTrue();
      return this;
    }

    /** Generated sources and resources by their names. */
    Map<String, String> generated() throws IOException {
      Map<String, String> texts = new TreeMap<>();
      try (Stream<Path> files = Files.walk(output)) {
        for (Path file : files.filter(f -> f.toString().matches(".*\\.(java|md|json)")).toList()) {
          texts.put(output.relativize(file).toString(), Files.readString(file));
        }
      }
      return texts;
    }
  }

  private JavaCompiler compiler() {
    return this == ECJ ? new EclipseCompiler() : ToolProvider.getSystemJavaCompiler();
  }

  /** Runs the compiler in a JVM of its own; options and files follow. */
  List<String> command() {
    Path java = Path.of(System.getProperty("java.home"), "bin");
    String jar =
        EclipseCompiler.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return this == ECJ
        ? List.of(java.resolve("java").toString(), "-jar", jar, "--release", "17")
        : List.of(java.resolve("javac").toString(), "--release", "17");
  }

  /**
   * Compiles sources.
   *
   * @param directory gets what comes out, and keeps what it has; it is on the class path
   * @param processors none compiles with {@code -proc:none}
   * @param sources by their qualified names
   */
  Result compile(
      Path directory,
      List<Path> classPath,
      List<? extends Processor> processors,
      Map<String, String> sources,
      String... options)
      throws IOException {
    Path input = Files.createTempDirectory(directory.getParent(), "sources");
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = input.resolve(source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      files.add(file);
    }
    Files.createDirectories(directory);
    DiagnosticCollector<JavaFileObject> collector = new DiagnosticCollector<>();
    StringWriter said = new StringWriter();
    JavaCompiler compiler = compiler();
    boolean success;
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              said,
              manager,
              collector,
              options(directory, classPath, processors.isEmpty(), options),
              null,
              manager.getJavaFileObjectsFromPaths(files));
      if (!processors.isEmpty()) {
        task.setProcessors(processors);
      }
      success = task.call();
    }
    List<String> errors = messages(collector, Diagnostic.Kind.ERROR);
    if (!success && errors.isEmpty()) {
      errors.add(said.toString());
    }
    List<String> ours =
        messages(collector, Diagnostic.Kind.WARNING).stream()
            .filter(m -> m.startsWith("["))
            .toList();
    List<String> notes =
        collector.getDiagnostics().stream()
            .filter(
                d -> d.getKind() == Diagnostic.Kind.NOTE || d.getKind() == Diagnostic.Kind.OTHER)
            .filter(d -> d.getSource() != null)
            .map(d -> place(d) + d.getMessage(Locale.ROOT))
            .toList();
    return new Result(success, directory, errors, ours, notes);
  }

  private static String place(Diagnostic<? extends JavaFileObject> d) {
    return Path.of(d.getSource().toUri()).getFileName() + ":" + d.getLineNumber() + ": ";
  }

  private static List<String> options(
      Path directory, List<Path> classPath, boolean noProcessors, String... more) {
    String path =
        Stream.concat(
                Stream.concat(Stream.of(directory), classPath.stream()).map(Path::toString),
                ClassFiles.classPath().stream().map(File::toString))
            .collect(Collectors.joining(File.pathSeparator));
    String out = directory.toString();
    List<String> options = new ArrayList<>();
    options.addAll(List.of("-d", out, "-s", out, "-classpath", path));
    if (noProcessors && !List.of(more).contains("-processorpath")) {
      options.add("-proc:none");
    }
    options.addAll(Arrays.asList(more));
    if (options.stream().noneMatch(o -> o.equals("--release") || o.equals("-source"))) {
      options.addAll(List.of("--release", "17"));
    }
    return options;
  }

  /** What users put on the processor path. */
  static String processorPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry -> entry.contains("javapoet") || entry.matches(".*processor.target.classes.*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static List<String> messages(
      DiagnosticCollector<JavaFileObject> collector, Diagnostic.Kind kind) {
    return collector.getDiagnostics().stream()
        .filter(d -> d.getKind() == kind)
        .map(d -> d.getMessage(Locale.ROOT))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
