/**
 * What a network computes when it predicts, operation by operation, for those who write it down in
 * another language. Generated code tells it; nothing of it is loaded before somebody asks.
 */
package dev.skipjack.runtime.graph;
