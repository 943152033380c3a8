/** Steps of optimizers, clipping and moving averages, on flat vectors of parameters. */
package dev.skipjack.runtime.kernel.simd.optimizer;
