/** Sequences of tokens: attention, embeddings. */
package dev.skipjack.runtime.kernel.sequence;
