#!/usr/bin/python3
"""Digests of the names and shapes of torchvision's networks, for TorchvisionNamesTest.

  names.py                    a line for each network: our class, tensors, digest
  names.py --list NETWORK     the names and shapes themselves

Needs Debian's python3-torch and python3-torchvision.
"""

import hashlib
import sys

from torchvision import models

import reference

NETWORKS = {
    "AlexNet": models.alexnet,
    **{f"Vgg{n}": getattr(models, f"vgg{n}") for n in (11, 13, 16, 19)},
    **{f"Vgg{n}Bn": getattr(models, f"vgg{n}_bn") for n in (11, 13, 16, 19)},
    **{f"ResNet{n}": getattr(models, f"resnet{n}") for n in (18, 34, 50, 101, 152)},
    **{f"DenseNet{n}": getattr(models, f"densenet{n}") for n in (121, 161, 169, 201)},
    "FcnResNet50": reference.fcn_resnet50,
    "FcnResNet50Plain": lambda: models.segmentation.fcn_resnet50(
        weights=None, weights_backbone=None, aux_loss=False
    ),
    "ResNet50Fpn": reference.resnet50_fpn,
}


def names(network):
    tensors = NETWORKS[network]().state_dict().items()
    return sorted(
        f"{name} {list(tensor.shape)}"
        for name, tensor in tensors
        if not name.endswith("num_batches_tracked")
    )


def main(arguments):
    if arguments:
        print("\n".join(names(arguments[-1])))
        return
    for network in NETWORKS:
        lines = names(network)
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
        print(network, len(lines), digest)


if __name__ == "__main__":
    main(sys.argv[1:])
