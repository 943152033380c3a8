/** Linear layers. */
package dev.skipjack.runtime.kernel.linear;
