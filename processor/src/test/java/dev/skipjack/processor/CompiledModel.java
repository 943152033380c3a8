package dev.skipjack.processor;

import static dev.skipjack.processor.Javac.javac;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import javax.tools.JavaFileObject;

/** What javac and the processor made of a model {@code good.Net}, ready to be loaded. */
final class CompiledModel {
  private static final String NET = "good.Net";

  private final String name;
  private final Map<String, byte[]> classes = new HashMap<>();

  /**
   * @param passes as {@code -Askipjack.optimize} has it
   */
  CompiledModel(String source, String passes) throws IOException {
    this(
        NET,
        javac()
            .withProcessors(new SkipjackProcessor())
            .withOptions("-Askipjack.optimize=" + passes)
            .compile(JavaFileObjects.forSourceString(NET, source)));
  }

  CompiledModel(String name, Compilation compilation) throws IOException {
    this.name = name;
    assertThat(compilation.status())
        .as("%s", compilation.errors())
        .isEqualTo(Compilation.Status.SUCCESS);
    for (JavaFileObject file : compilation.generatedFiles()) {
      if (file.getKind() == JavaFileObject.Kind.CLASS) {
        String path = file.getName().replaceFirst("^/?CLASS_OUTPUT/", "");
        try (InputStream in = file.openInputStream()) {
          classes.put(path.replace(".class", "").replace('/', '.'), in.readAllBytes());
        }
      }
    }
  }

  /**
   * The model's class, anew each time.
   *
   * @param runtime where the runtime's classes are
   */
  Class<?> load(ClassLoader runtime) throws ClassNotFoundException {
    return new Loader(runtime).loadClass(name);
  }

  private final class Loader extends ClassLoader {
    Loader(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name + " is none of " + classes.keySet());
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
