package dev.skipjack.processor;

import com.google.testing.compile.Compiler;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;
import javax.tools.DiagnosticListener;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * javac with the class path of the tests, whose jars are opened and listed once for all: that takes
 * longer than compiling a small network.
 */
final class Javac {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  /** What is compiled stays in memory, so what this knows of files stays true. */
  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

  private static final StandardJavaFileManager OPEN =
      (StandardJavaFileManager)
          Proxy.newProxyInstance(
              Javac.class.getClassLoader(),
              new Class<?>[] {StandardJavaFileManager.class},
              (proxy, method, arguments) -> callUnlessClose(method, arguments));

  private static final List<File> CLASS_PATH = classPath();

  private Javac() {}

  /** For what has no other class path: {@link Compiler#javac} has a file manager of its own. */
  static Compiler javac() {
    return Compiler.compiler(new Sharing());
  }

  private static List<File> classPath() {
    List<File> files = new ArrayList<>();
    FILES.getLocation(StandardLocation.CLASS_PATH).forEach(files::add);
    return files;
  }

  /** Each compilation closes what it was given. */
  private static Object callUnlessClose(Method method, Object... arguments) throws Throwable {
    try {
      return method.getName().equals("close") ? null : method.invoke(FILES, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private record Sharing() implements JavaCompiler {
    @Override
    public StandardJavaFileManager getStandardFileManager(
        DiagnosticListener<? super JavaFileObject> listener, Locale locale, Charset charset) {
      if (!classPath().equals(CLASS_PATH)) {
        throw new IllegalStateException("a compilation has given all others its class path");
      }
      return OPEN;
    }

    @Override
    public CompilationTask getTask(
        Writer out,
        JavaFileManager files,
        DiagnosticListener<? super JavaFileObject> listener,
        Iterable<String> options,
        Iterable<String> classes,
        Iterable<? extends JavaFileObject> sources) {
      return COMPILER.getTask(out, files, listener, options, classes, sources);
    }

    @Override
    public int run(InputStream in, OutputStream out, OutputStream err, String... arguments) {
      return COMPILER.run(in, out, err, arguments);
    }

    @Override
    public int isSupportedOption(String option) {
      return COMPILER.isSupportedOption(option);
    }

    @Override
    public Set<SourceVersion> getSourceVersions() {
      return COMPILER.getSourceVersions();
    }
  }
}
