/** Pools, and resizes. */
package dev.skipjack.runtime.kernel.pool;
