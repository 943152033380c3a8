/** What moves elements and changes none. */
package dev.skipjack.runtime.kernel.movement;
