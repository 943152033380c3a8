#!/bin/sh
# Compares our networks with torchvision's, in both directions; docs/equality.md shows the output.
#   compare.sh [NETWORK ...]     all by default; needs Debian's python3-torch and python3-torchvision
# The files of a network, up to 4 GB, are deleted after it. Exits with 1 if a limit is exceeded.
cd "$(dirname "$0")/../../../.." || exit 2
python=/usr/bin/python3
script=examples/src/main/python/reference.py
directory=$(pwd)/examples/target/reference
networks=${*:-alexnet vgg11_bn resnet18 resnet50 densenet121 mobilenet_v2 efficientnet_b0 fcn_resnet50 resnet50_fpn}

${MAVEN:-mvn} -q -pl examples -am process-classes || exit 2
failed=0
for network in $networks; do
  $python $script write "$directory" "$network" || exit 2
  ${MAVEN:-mvn} -q -Preference -pl examples -am process-classes \
    -Dskipjack.args="$directory $network" || failed=1
  $python $script check "$directory" "$network" || failed=1
  rm -r "${directory:?}/$network"
done
exit $failed
