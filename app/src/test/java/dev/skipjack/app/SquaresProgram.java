package dev.skipjack.app;

/** The command line of the tests as a program of its own. */
final class SquaresProgram {
  private SquaresProgram() {}

  public static void main(String[] arguments) {
    System.exit(Calls.squares().execute(arguments));
  }
}
