/** What is computed element by element: sums, products, dropout. */
package dev.skipjack.runtime.kernel.elementwise;
