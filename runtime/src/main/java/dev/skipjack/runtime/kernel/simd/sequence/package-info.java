/** Sequences of tokens: linear layers of them, attention, and what is put before or taken out. */
package dev.skipjack.runtime.kernel.simd.sequence;
