/** Steps of optimizers, clipping and averages of weights. */
package dev.skipjack.runtime.kernel.optimizer;
