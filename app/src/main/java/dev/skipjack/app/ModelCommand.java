package dev.skipjack.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** A command with options that depend on the models of the command line. */
interface ModelCommand extends Callable<Integer> {
  /** Adds them, before anything is parsed. */
  void addOptions(CommandSpec command);
}
