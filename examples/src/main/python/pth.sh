#!/bin/sh
# torch.save of every network of torchvision's that is an example, loaded by Weights.load: outputs
# beside torch's; docs/equality.md has the output.
#   pth.sh [NETWORK ...]     all by default; needs Debian's python3-torch and python3-torchvision
# The files of a network, up to 600 MB, are deleted after it. Exits with 1 if a limit is exceeded.
cd "$(dirname "$0")/../../../.." || exit 2
python=/usr/bin/python3
script=examples/src/main/python/pth.py
directory=$(pwd)/examples/target/pth
networks=${*:-$($python $script --list)}

failed=0
for network in $networks; do
  $python $script "$directory" "$network" || exit 2
  ${MAVEN:-mvn} -q compile exec:exec \
    -Dskipjack.main=dev.skipjack.examples.reference.TorchFileCommand \
    -Dskipjack.args="$directory $network" || failed=1
  rm -r "${directory:?}"
done
exit $failed
