package dev.skipjack.runtime.kernel;

/** A {@link Transfer}. */
public record TransferSpec() implements KernelSpec<Transfer> {
  @Override
  public Transfer around(Transfer kernel, Around around) {
    return (from, to) -> around.run(() -> kernel.run(from, to));
  }
}
