package dev.skipjack.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.SkipjackProcessor;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What users write, compiled with the processor. */
final class UserSources {
  private UserSources() {}

  /**
   * @param directory gets the classes
   */
  static void compile(Path directory, List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-d",
              directory.toString(),
              "-classpath",
              System.getProperty(
                  "surefire.test.class.path", System.getProperty("java.class.path")));
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources));
      task.setProcessors(List.of(new SkipjackProcessor()));
      assertThat(task.call()).as(messages.toString()).isTrue();
    }
  }
}
