package dev.skipjack.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Calls a command line in this JVM. */
final class Calls {
  private Calls() {}

  /**
   * @param out what it printed
   * @param errors what it complained of
   */
  record Said(String out, String errors) {}

  static CommandLine squares() {
    return SkipjackApp.of(SmallNet.class).data(ColouredSquares::new).commandLine();
  }

  /** Runs a command and checks its exit code. */
  static Said run(CommandLine line, int expected, Object... arguments) {
    StringWriter errors = new StringWriter();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    int code;
    try {
      String[] typed = new String[arguments.length];
      for (int i = 0; i < typed.length; i++) {
        typed[i] = arguments[i].toString();
      }
      code =
          line.setOut(new PrintWriter(System.out, true))
              .setErr(new PrintWriter(errors, true))
              .execute(typed);
    } finally {
      System.setOut(before);
    }
    Said said = new Said(out.toString(StandardCharsets.UTF_8), errors.toString());
    assertThat(code).as("%s", said).isEqualTo(expected);
    return said;
  }
}
