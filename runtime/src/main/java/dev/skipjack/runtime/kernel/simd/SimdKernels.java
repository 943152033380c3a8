package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.KernelFactory;

/** The kernels in Java; what is missing here falls to the portable provider. */
final class SimdKernels implements KernelFactory {}
