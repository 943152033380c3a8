/** Writes networks as ONNX, for the runtimes of other languages and devices. */
package dev.skipjack.onnx;
