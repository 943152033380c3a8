/**
 * Where arrays and maps lie outside the heap, in planes or in blocks of channels, how their pixels
 * get into heap arrays and back, and who visits each of them once.
 */
package dev.skipjack.runtime.kernel.simd.maps;
