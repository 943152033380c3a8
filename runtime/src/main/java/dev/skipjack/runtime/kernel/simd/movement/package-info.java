/** What moves elements and computes nothing: copies, crops, paddings, shuffles, other layouts. */
package dev.skipjack.runtime.kernel.simd.movement;
