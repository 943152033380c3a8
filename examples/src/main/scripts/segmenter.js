// Runs a TensorFlow.js model on an image and compares its logits with ours:
//   node segmenter.js TF.MIN.JS MODEL.JSON IMAGE LOGITS
// IMAGE has 513×513 pixels of three bytes, LOGITS 21×65×65 floats, channel by channel.
const fs = require('fs');
const path = require('path');
const [bundle, model, image, ours] = process.argv.slice(2);
const tf = require(path.resolve(bundle));

const TOLERANCE = 1e-4; // of the largest logit

async function main() {
  await tf.setBackend('cpu');
  const {modelTopology, weightsManifest} = JSON.parse(fs.readFileSync(model));
  const shards = weightsManifest.flatMap((group) => group.paths);
  const read = (shard) => fs.readFileSync(path.join(path.dirname(model), shard));
  const weightData = new Uint8Array(Buffer.concat(shards.map(read))).buffer;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const graph = await tf.loadGraphModel(tf.io.fromMemory({modelTopology, weightSpecs, weightData}));

  const pixels = tf.tensor4d(new Int32Array(fs.readFileSync(image)), [1, 513, 513, 3], 'int32');
  const output = await graph.executeAsync({ImageTensor: pixels}, 'logits/semantic/BiasAdd');
  const theirs = output.transpose([0, 3, 1, 2]).dataSync();
  const bytes = fs.readFileSync(ours);
  const logits = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  if (theirs.length !== logits.length) {
    throw new Error(`${theirs.length} logits, not ${logits.length}`);
  }
  let largest = 0;
  let worst = 0;
  theirs.forEach((logit, i) => {
    largest = Math.max(largest, Math.abs(logit));
    const difference = Math.abs(logit - logits[i]);
    worst = difference <= worst ? worst : difference; // NaN is the worst
  });
  console.log(
      `TensorFlow.js ${tf.version.tfjs}: largest difference ${worst.toExponential(1)}, ` +
      `largest logit ${largest.toFixed(1)}`);
  process.exitCode = worst <= TOLERANCE * largest ? 0 : 1;
}

main();
