/**
 * Where checkpoints are kept, when they are written, and which of them is good; knows files, but no
 * training. What is in them is the business of {@code train}.
 */
package dev.skipjack.runtime.checkpoint;
