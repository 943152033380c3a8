package dev.skipjack.runtime.kernel;

/**
 * What a kernel computes, all that is known of it when a network is built. Ops of a network are
 * bound to its arrays; the others are called with those of their caller.
 *
 * @param <K> how the kernel is used
 */
public interface KernelSpec<K> {
  /** Something done around each run, which it has to call. */
  @FunctionalInterface
  interface Around {
    void run(Runnable run);
  }

  /** The same kernel, with something done around each run that is no part of computing. */
  K around(K kernel, Around around);

  /** Whether it draws random numbers. */
  default boolean draws() {
    return false;
  }

  /** For people: {@code add}, {@code linear[inFeatures=4, outFeatures=2, bias=true]}. */
  default String describe() {
    String text = toString().replace("Spec[", "[").replace("[]", "");
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
