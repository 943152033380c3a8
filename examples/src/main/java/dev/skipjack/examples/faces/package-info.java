/** A face detector that others trained: its weights, from their ONNX file, in a network of ours. */
package dev.skipjack.examples.faces;
