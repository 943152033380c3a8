#!/bin/sh
# DeepLabV3 on MobileNetV2, trained by Google: fetches the TensorFlow.js model, loads its weights
# into our network, says what is in a picture, and compares the logits with those of our network in
# ONNX Runtime and of theirs in TensorFlow.js; docs/transfer.md has the output.
#   segmenter.sh PICTURE      needs node, npm for its registry alone, and Maven
# The model was converted by IBM's Center for Open-Source Data & AI Technologies, Apache-2.0.
model=codait-max-image-segmenter-0.3.0
model_digest=203ed3d8b2891f76616555a25378ef823a1def9a505143a8196dfc28f73bcd87
library=tensorflow-tfjs-4.22.0
library_digest=56505c191e24116787477b3bb5bb1cc0cf1c2bdce8112b9c402a8a2d31cf2f00
picture=$(realpath "${1:?PICTURE is missing}")
cd "$(dirname "$0")/../../../.." || exit 2
directory=$(pwd)/examples/target/segmenter

mkdir -p "$directory/model" "$directory/library" || exit 2
(
  cd "$directory" || exit 2
  [ -f $model.tgz ] || npm pack --silent @codait/max-image-segmenter@0.3.0 || exit 2
  [ -f $library.tgz ] || npm pack --silent @tensorflow/tfjs@4.22.0 || exit 2
  echo "$model_digest  $model.tgz" | sha256sum --check --quiet || exit 2
  echo "$library_digest  $library.tgz" | sha256sum --check --quiet || exit 2
  tar xzf $model.tgz -C model --strip-components=2 package/model || exit 2
  tar xzf $library.tgz -C library --strip-components=2 package/dist/tf.min.js
) || exit 2
${MAVEN:-mvn} -q test -pl examples -am -Dtest=SegmenterTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dskipjack.segmenter="$directory/model/model.json" -Dskipjack.picture="$picture" &&
  node examples/src/main/scripts/segmenter.js "$directory/library/tf.min.js" \
    "$directory/model/model.json" "$directory/image" "$directory/logits"
