/**
 * What generated networks are: {@link dev.skipjack.runtime.TrainingNetwork} learns, {@link
 * dev.skipjack.runtime.InferenceNetwork} predicts, and both share one {@link
 * dev.skipjack.runtime.parameters.ParameterStore}.
 *
 * <pre>{@code
 * try (InferenceNetwork network = ResNet18Network.forInference(Path.of("resnet18.safetensors"))) {
 *   INDArray logits = network.predict(images); // [N,3,224,224] to [N,1000]
 *   INDArray probabilities = Nd4j.nn.softmax(logits, 1);
 * }
 * }</pre>
 *
 * <p>A network gives what its last layer computes. For a classifier that is logits, not
 * probabilities: softmax is a part of the loss.
 *
 * <p>One thread at a time uses a network; another one gets an {@link IllegalStateException}.
 * Threads that predict at once take a {@link dev.skipjack.runtime.InferenceNetwork#fork()} each,
 * which shares the parameters; servers of many threads open an {@code InferencePool} of {@code
 * runtime.serve}. A network holds native memory until it is closed.
 */
package dev.skipjack.runtime;
