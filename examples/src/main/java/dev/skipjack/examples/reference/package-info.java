/**
 * The comparison with PyTorch: what torchvision's networks compute, and what ours compute from the
 * same weights. {@code src/main/python/compare.sh} runs it, docs/equality.md shows the results.
 */
package dev.skipjack.examples.reference;
