package dev.skipjack.fuzz.run;

import dev.skipjack.processor.SkipjackProcessor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles models with the processor, many in one run of javac. */
public final class Compiler {
  private static final String PACKAGE = "fuzzed.m";

  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
  private final JavaFileManager classPath =
      javac.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

  /**
   * The models that compile, and what is told of the others.
   *
   * @param loader of the models' classes
   * @param messages by the index of the model
   */
  public record Result(MemoryLoader loader, Map<Integer, String> messages) {
    /**
     * @param index of the model
     * @param name of the class
     */
    public Class<?> model(int index, String name) {
      try {
        return loader.loadClass(PACKAGE + index + "." + name);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("nothing was generated", e);
      }
    }
  }

  /**
   * @param texts of models without a package
   * @param options of the processor
   */
  public synchronized Result compile(List<String> texts, String... options) {
    Map<Integer, String> messages = new TreeMap<>();
    Map<Integer, JavaFileObject> open = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      open.put(i, new Source(i, "package " + PACKAGE + i + ";\n" + texts.get(i)));
    }
    while (true) {
      MemoryFiles files = new MemoryFiles(classPath);
      Map<Integer, String> found = open.isEmpty() ? Map.of() : javac(open, List.of(options), files);
      if (found.isEmpty()) {
        return new Result(new MemoryLoader(files.classes()), messages);
      }
      messages.putAll(found);
      open.keySet().removeAll(found.keySet()); // one mistake, and javac writes nothing at all
    }
  }

  private Map<Integer, String> javac(
      Map<Integer, JavaFileObject> sources, List<String> options, MemoryFiles files) {
    List<String> all = new ArrayList<>(List.of("-g:none", "-Xlint:none"));
    all.addAll(options);
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavaCompiler.CompilationTask task =
        javac.getTask(null, files, diagnostics, all, null, List.copyOf(sources.values()));
    task.setProcessors(List.of(new SkipjackProcessor()));
    boolean good;
    try {
      good = task.call();
    } catch (RuntimeException e) {
      return crashed(sources, e);
    }
    Map<Integer, String> messages = new TreeMap<>();
    List<String> others = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        String text = diagnostic.getMessage(Locale.ROOT);
        int index = index(diagnostic.getSource());
        if (index < 0) {
          others.add(text);
        } else {
          messages.merge(index, text, (a, b) -> a + "\n" + b);
        }
      }
    }
    if (messages.isEmpty() && (!good || !others.isEmpty())) {
      return sources.size() == 1
          ? Map.of(sources.keySet().iterator().next(), "javac: " + others)
          : oneByOne(sources, options);
    }
    return messages;
  }

  /** Who is to blame, where javac does not say. */
  private Map<Integer, String> oneByOne(
      Map<Integer, JavaFileObject> sources, List<String> options) {
    Map<Integer, String> messages = new TreeMap<>();
    sources.forEach(
        (index, source) ->
            messages.putAll(javac(Map.of(index, source), options, new MemoryFiles(classPath))));
    if (messages.isEmpty()) {
      throw new IllegalStateException("models compile one by one but not together");
    }
    return messages;
  }

  private Map<Integer, String> crashed(Map<Integer, JavaFileObject> sources, RuntimeException e) {
    if (sources.size() == 1) {
      return Map.of(sources.keySet().iterator().next(), "javac crashed: " + e);
    }
    throw new IllegalStateException("javac crashed on one of " + sources.values(), e);
  }

  /** Of the model whose file, or generated file, this is; -1 if it is none. */
  private static int index(JavaFileObject file) {
    String path = file == null ? "" : file.toUri().getPath();
    String marker = "/" + PACKAGE.replace('.', '/');
    int begin = path.indexOf(marker);
    return begin < 0
        ? -1
        : Integer.parseInt(path.substring(begin + marker.length()).replaceFirst("/.*", ""));
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(int index, String text) {
      super(
          URI.create("memory:///" + PACKAGE.replace('.', '/') + index + "/Net.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
