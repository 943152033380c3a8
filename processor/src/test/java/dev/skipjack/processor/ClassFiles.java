package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;

/** What was compiled before, on the class path of another compilation. */
final class ClassFiles {
  private ClassFiles() {}

  /** What generated code and the tests need: each jar more takes a compilation longer. */
  private static final Pattern NEEDED =
      Pattern.compile(".*(classes|/(skipjack-|nd4j-(api|common)|javacpp-)[^/]*\\.jar)");

  /** That of the tests, without what their sources do not see. */
  static List<File> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> NEEDED.matcher(entry.replace(File.separatorChar, '/')).matches())
        .map(File::new)
        .toList();
  }

  /**
   * Writes the class files of a compilation.
   *
   * @return the class path with their directory in front
   */
  static List<File> write(Compilation compilation, Path directory) throws IOException {
    assertThat(compilation.status())
        .as(compilation.diagnostics().toString())
        .isEqualTo(Compilation.Status.SUCCESS);
    for (JavaFileObject file : compilation.generatedFiles()) {
      if (file.getKind() == JavaFileObject.Kind.CLASS) {
        String path = file.toUri().getPath().replaceFirst("^/CLASS_OUTPUT/", "");
        Path target = directory.resolve(path);
        Files.createDirectories(target.getParent());
        try (InputStream in = file.openInputStream()) {
          Files.write(target, in.readAllBytes());
        }
      }
    }
    return Stream.concat(Stream.of(directory.toFile()), classPath().stream()).toList();
  }
}
