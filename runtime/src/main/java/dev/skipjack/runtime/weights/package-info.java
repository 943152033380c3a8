/** Weight files: safetensors with torchvision's names, so that both directions work. */
package dev.skipjack.runtime.weights;
