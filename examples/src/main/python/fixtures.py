#!/usr/bin/python3
"""Computes one small network of each family, for the tests that run without PyTorch.

  fixtures.py DIRECTORY    writes NAME.safetensors: weight.*, input and target in float32, and
                           what torch computes from them in float64

Needs Debian's python3-torch and python3-torchvision. The networks are those of ReferenceTest, with
its names; the files lie beside it in src/test/resources.
"""

import pathlib
import sys
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional
from torchvision.models import densenet, resnet
from torchvision.ops import feature_pyramid_network as pyramid

import reference
import tensorfile


class AlexNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Sequential(
            nn.Conv2d(3, 8, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.LocalResponseNorm(5, alpha=0.5, beta=0.75, k=2),
            nn.MaxPool2d(3, 2),
        )
        self.conv2 = nn.Sequential(
            nn.Conv2d(8, 12, 3, padding=1, groups=2),
            nn.ReLU(),
            nn.LocalResponseNorm(4, alpha=0.2, beta=0.5, k=1),
            nn.AdaptiveAvgPool2d(3),
            nn.Flatten(),
        )
        self.fc3 = nn.Sequential(nn.Linear(108, 10), nn.ReLU())
        self.logits = nn.Sequential(nn.Linear(10, 5))

    def forward(self, x):
        return self.logits(self.fc3(self.conv2(self.conv1(x))))


def vgg():
    return nn.Sequential(
        nn.Conv2d(3, 6, 3, padding=1),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.Conv2d(8, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2, ceil_mode=True),
        nn.Flatten(),
        nn.Linear(128, 8),
        nn.ReLU(),
        nn.Linear(8, 4),
    )


def projection(inputs, outputs, stride):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
    )


class ResNet(nn.Module):
    """A basic block, a bottleneck that halves the size, and one that is dilated instead."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(6)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(3, 2, padding=1)
        self.layer1 = nn.Sequential(resnet.BasicBlock(6, 6))
        self.layer2 = nn.Sequential(
            resnet.Bottleneck(6, 3, stride=2, downsample=projection(6, 12, 2))
        )
        self.layer3 = nn.Sequential(resnet.Bottleneck(12, 3, dilation=2))
        self.fc = nn.Linear(12, 5)

    def forward(self, x):
        x = self.pool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(x.mean(dim=(2, 3)))


def dense():
    return densenet.DenseNet(
        growth_rate=4, block_config=(2, 2), num_init_features=6, bn_size=2, num_classes=5
    )


class Fcn(nn.Module):
    """Transposed convolution, crop and sum; bilinear to the size of the input; an auxiliary head."""

    def __init__(self):
        super().__init__()
        self.stem = self.down(3, 6)
        self.deep = self.down(6, 8)
        self.aux = nn.Sequential(
            nn.Conv2d(6, 5, 3, padding=1, bias=False), nn.BatchNorm2d(5), nn.ReLU()
        )
        self.aux_score = nn.Conv2d(5, 4, 1)
        self.score = nn.Conv2d(8, 4, 1)
        self.up = nn.ConvTranspose2d(4, 4, 4, stride=2)
        self.lateral = nn.Conv2d(6, 4, 1)

    @staticmethod
    def down(inputs, outputs):
        return nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
        )

    def forward(self, images):
        size = images.shape[-2:]
        x = self.stem(images)
        up = self.up(self.score(self.deep(x)))[:, :, 1:-1, 1:-1]
        result = {"aux": self.aux_score(self.aux(x)), "out": up + self.lateral(x)}
        return {
            key: functional.interpolate(value, size, mode="bilinear", align_corners=False)
            for key, value in result.items()
        }


class Fpn(nn.Module):
    """Stages of 10, 5 and 3 pixels, so that the pyramid's sizes are no multiples of each other."""

    def __init__(self):
        super().__init__()
        self.body = nn.ModuleDict(
            {
                "conv1": nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False),
                "bn1": nn.BatchNorm2d(4),
                "relu": nn.ReLU(),
                "layer1": nn.Sequential(resnet.BasicBlock(4, 4)),
                "layer2": nn.Sequential(
                    resnet.BasicBlock(4, 6, stride=2, downsample=projection(4, 6, 2))
                ),
                "layer3": nn.Sequential(
                    resnet.BasicBlock(6, 6, stride=2, downsample=projection(6, 6, 2))
                ),
            }
        )
        self.fpn = pyramid.FeaturePyramidNetwork([4, 6, 6], 4, pyramid.LastLevelMaxPool())

    def forward(self, x):
        taps = OrderedDict()
        for name, module in self.body.items():
            x = module(x)
            if name.startswith("layer"):
                taps[str(len(taps))] = x
        return self.fpn(taps)


# the network, its kind of loss, and the height and width of its input
NETWORKS = {
    "alexnet": (AlexNet, "classes", 24),
    "vgg": (vgg, "classes", 16),
    "resnet": (ResNet, "classes", 16),
    "densenet": (dense, "classes", 24),
    "fcn": (Fcn, "pixels", 16),
    "fpn": (Fpn, "weighted sum", 20),
}


def main(directory):
    for name, (make, loss, size) in NETWORKS.items():
        torch.manual_seed(reference.SEED)
        network = make()
        images = reference.draw_images(size)
        weights = reference.draw_weights(network, images)
        network.float().load_state_dict(weights)
        targets = reference.draw_targets(loss, reference.outputs(network.eval(), images))
        tensors = {"weight." + key: value for key, value in weights.items()}
        exact = reference.compute(network.double(), loss, images.double(), targets)
        tensors.update((k, v.detach()) for k, v in exact.items() if k not in targets)
        tensors.update(targets)
        tensors["input"] = images
        file = pathlib.Path(directory, name + ".safetensors")
        tensorfile.write(file, tensors)
        count = sum(parameter.numel() for parameter in network.parameters())
        print(f"{name}: {count} parameters, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
