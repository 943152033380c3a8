package dev.skipjack.processor.diagnostics;

/** Where a mistake is; what that means is a matter of who reads the source. */
public interface Place {
  /** As users call it: {@code 'conv1' of Net}. */
  String describe();
}
