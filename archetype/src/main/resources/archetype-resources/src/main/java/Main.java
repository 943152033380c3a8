package ${package};

import dev.skipjack.app.SkipjackApp;
import dev.skipjack.runtime.launch.Relaunch;

/** The program: train, evaluate, predict, export, summary, doctor. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Relaunch.withVectorApi(Main.class, arguments); // the fast kernels need a module of the JDK
    SkipjackApp.main(Pictures.class, arguments);
  }
}
