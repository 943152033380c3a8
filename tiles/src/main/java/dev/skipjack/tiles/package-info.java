/**
 * Writes the register tiles of the runtime's fast kernels: {@link dev.skipjack.tiles.Tiles} says
 * which there are, {@link dev.skipjack.tiles.TileWriter} writes one.
 */
package dev.skipjack.tiles;
