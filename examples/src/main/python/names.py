#!/usr/bin/python3
"""Digests of the names and shapes of torchvision's networks, for TorchvisionNamesTest.

  names.py                    a line for each network: our class, tensors, digest
  names.py --list NETWORK     the names and shapes themselves
  names.py --counts           learned parameters, and multiply-adds of an image, as torch runs them

Needs Debian's python3-torch and python3-torchvision.
"""

import hashlib
import sys
from functools import partial

import torch
from torchvision import models

import reference

NETWORKS = {
    "AlexNet": models.alexnet,
    **{f"Vgg{n}": getattr(models, f"vgg{n}") for n in (11, 13, 16, 19)},
    **{f"Vgg{n}Bn": getattr(models, f"vgg{n}_bn") for n in (11, 13, 16, 19)},
    **{f"ResNet{n}": getattr(models, f"resnet{n}") for n in (18, 34, 50, 101, 152)},
    "ResNeXt50": models.resnext50_32x4d,
    "ResNeXt101": models.resnext101_32x8d,
    "WideResNet50": models.wide_resnet50_2,
    "GoogLeNet": partial(models.googlenet, aux_logits=False, init_weights=False),
    "InceptionV3": partial(
        models.inception_v3, aux_logits=False, init_weights=False
    ),
    "SqueezeNet10": models.squeezenet1_0,
    "SqueezeNet11": models.squeezenet1_1,
    **{f"DenseNet{n}": getattr(models, f"densenet{n}") for n in (121, 161, 169, 201)},
    "MnasNet": models.mnasnet1_0,
    "ConvNeXtTiny": models.convnext_tiny,
    "ViTB16": models.vit_b_16,
    "ShuffleNetV2": models.shufflenet_v2_x1_0,
    "RegNetY400": models.regnet_y_400mf,
    "MobileNetV2": models.mobilenet_v2,
    "MobileNetV3Small": models.mobilenet_v3_small,
    "MobileNetV3Large": models.mobilenet_v3_large,
    "EfficientNetB0": models.efficientnet_b0,
    "FcnResNet50": reference.fcn_resnet50,
    "FcnResNet50Plain": lambda: models.segmentation.fcn_resnet50(
        weights=None, weights_backbone=None, aux_loss=False
    ),
    "ResNet50Fpn": reference.resnet50_fpn,
    "RetinaNet": reference.RetinaNet,
}


def names(network):
    tensors = NETWORKS[network]().state_dict().items()
    return sorted(
        f"{name} {list(tensor.shape)}"
        for name, tensor in tensors
        if not name.endswith("num_batches_tracked")
    )


def counts(network):
    """Convolutions and linear layers multiply as often as their filters have weights, for each output."""
    model = NETWORKS[network]().eval()
    multiply_adds = 0

    def count(module, _, output):
        nonlocal multiply_adds
        multiply_adds += output.numel() * module.weight[0].numel()

    def count_attention(_, __, output):
        """Its projections are no modules that are called; then scores, and the sums they weigh."""
        nonlocal multiply_adds
        tokens, features = output[0].shape[1:]
        multiply_adds += tokens * features * (4 * features + 2 * tokens)

    for module in model.modules():
        if isinstance(module, torch.nn.MultiheadAttention):
            module.register_forward_hook(count_attention)
        elif isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            module.register_forward_hook(count)
    with torch.no_grad():
        size = 299 if network == "InceptionV3" else 224
        model(torch.zeros(1, 3, size, size))
    return sum(parameter.numel() for parameter in model.parameters()), multiply_adds


def main(arguments):
    if arguments == ["--counts"]:
        for network in NETWORKS:
            print("%-17s %11s %14s" % (network, *(f"{count:,d}" for count in counts(network))))
        return
    if arguments:
        print("\n".join(names(arguments[-1])))
        return
    for network in NETWORKS:
        lines = names(network)
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
        print(network, len(lines), digest)


if __name__ == "__main__":
    main(sys.argv[1:])
