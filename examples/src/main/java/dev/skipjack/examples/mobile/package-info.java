/**
 * MobileNetV2 as others trained it: its weights, from their TensorFlow.js model, in a network that
 * segments and in one that is fine-tuned to classify.
 */
package dev.skipjack.examples.mobile;
