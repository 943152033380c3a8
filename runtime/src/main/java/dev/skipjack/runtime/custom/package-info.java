/** Layers of your own: what they implement, and the check of their gradients. */
package dev.skipjack.runtime.custom;
