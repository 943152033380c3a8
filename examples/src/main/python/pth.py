#!/usr/bin/python3
"""Writes a network of torchvision as a .pth file, and what it computes, for TorchFileCommand.

  pth.py DIRECTORY NETWORK   our class's name; writes NETWORK.pth and NETWORK.safetensors
  pth.py --list              the networks

Weights are drawn from a seed; batch norm's scales, shifts, means and variances are none that a
fresh network has. Needs Debian's python3-torch and python3-torchvision; run it through pth.sh.
"""

import pathlib
import sys

import torch

import names
import reference
import tensorfile

# in the order of our outputs
OUTPUTS = {"FcnResNet50": ("aux", "out"), "FcnResNet50Plain": ("out",)}


def size(network):
    if network.startswith(("Fcn", "ResNet50Fpn", "RetinaNet")):
        return 128
    return 299 if network == "InceptionV3" else 224


def main(arguments):
    if arguments == ["--list"]:
        print(*names.NETWORKS)
        return
    directory, name = pathlib.Path(arguments[0]), arguments[1]
    directory.mkdir(parents=True, exist_ok=True)
    network = names.NETWORKS[name]().eval()
    counters = {
        key: torch.tensor(1000)
        for key in network.state_dict()
        if key.endswith("num_batches_tracked")
    }
    state = network.state_dict()  # with the versions of its modules, for which MNASNet asks
    state.update({**reference.draw_anywhere(network), **counters})
    network.load_state_dict(state)
    torch.save(network.state_dict(), directory / f"{name}.pth")
    images = reference.draw_images(size(name))
    with torch.no_grad():
        rounded = reference.outputs(network, images)
        exact = reference.outputs(network.double(), images.double())
    tensors = {"input": images}
    for index, key in enumerate(OUTPUTS.get(name, tuple(exact))):
        tensors[f"exact.{index}"] = exact[key]
        tensors[f"rounded.{index}"] = rounded[key]
    tensorfile.write(directory / f"{name}.safetensors", tensors)


if __name__ == "__main__":
    main(sys.argv[1:])
