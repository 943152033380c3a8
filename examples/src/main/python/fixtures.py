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

import modern
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


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(3, 4, 5)
        self.c3 = nn.Conv2d(4, 6, 5)
        self.f5 = nn.Linear(54, 8)
        self.logits = nn.Linear(8, 5)

    def forward(self, x):
        x = functional.avg_pool2d(torch.tanh(self.c1(x)), 2)
        x = functional.avg_pool2d(torch.tanh(self.c3(x)), 2)
        return self.logits(torch.tanh(self.f5(x.flatten(1))))


class LayerNorm2d(nn.LayerNorm):
    """Over the channels of each pixel, as in torchvision's ConvNeXt."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Norms(nn.Module):
    """What normalises each image by itself."""

    def __init__(self):
        super().__init__()
        self.input = nn.InstanceNorm2d(3)
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.GroupNorm(4, 8), nn.ReLU())
        self.layer = nn.Sequential(
            nn.Conv2d(8, 8, 3, padding=1), LayerNorm2d(8, eps=1e-6), nn.Tanh(), nn.AvgPool2d(2)
        )
        self.instance = nn.Sequential(
            nn.Conv2d(8, 6, 3, padding=1), nn.InstanceNorm2d(6, affine=True), nn.AvgPool2d(4)
        )
        self.whole = nn.GroupNorm(1, 6, eps=1e-3)
        self.hidden = nn.Sequential(nn.Linear(24, 12), nn.LayerNorm(12), nn.Tanh())
        self.grouped = nn.GroupNorm(3, 12, affine=False)
        self.logits = nn.Linear(12, 5)

    def forward(self, x):
        x = self.whole(self.instance(self.layer(self.stem(self.input(x)))))
        return self.logits(self.grouped(self.hidden(x.flatten(1))))


class ZeroPad(nn.Module):
    """Shortcut option A as in fb.resnet.torch: every second pixel, zero channels at the end."""

    def forward(self, x):
        return functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, x.shape[1]))


class CifarResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.layer1 = nn.Sequential(resnet.BasicBlock(4, 4), resnet.BasicBlock(4, 4))
        self.layer2 = nn.Sequential(
            resnet.BasicBlock(4, 8, stride=2, downsample=ZeroPad()), resnet.BasicBlock(8, 8)
        )
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer2(self.layer1(x)).mean(dim=(2, 3)))


class Fcn8s(nn.Module):
    """Berkeley's voc-fcn8s, smaller: a wide border, pools that round up, crops with offsets."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, padding=6)
        self.conv2 = nn.Conv2d(4, 5, 3, padding=1)
        self.conv3 = nn.Conv2d(5, 6, 3, padding=1)
        self.fc = nn.Conv2d(6, 8, 3)
        self.score = nn.Conv2d(8, 3, 1)
        self.score2 = nn.Conv2d(5, 3, 1)
        self.score1 = nn.Conv2d(4, 3, 1)
        self.up2 = nn.ConvTranspose2d(3, 3, 4, stride=2, bias=False)
        self.up1 = nn.ConvTranspose2d(3, 3, 4, stride=2, bias=False)
        self.up = nn.ConvTranspose2d(3, 3, 4, stride=2, bias=False)

    def forward(self, images):
        pool1 = self.stage(self.conv1, images)
        pool2 = self.stage(self.conv2, pool1)
        pool3 = self.stage(self.conv3, pool2)
        x = self.up2(self.score(functional.relu(self.fc(pool3))))
        x = self.up1(x + crop(self.score2(pool2), x, 1))
        x = self.up(x + crop(self.score1(pool1), x, 1))
        return {"logits": crop(x, images, 4)}

    @staticmethod
    def stage(convolution, x):
        return functional.max_pool2d(functional.relu(convolution(x)), 2, ceil_mode=True)


def crop(x, like, offset=None):
    """The size of another map, from the offset on or out of the middle."""
    height, width = like.shape[-2:]
    top = (x.shape[-2] - height) // 2 if offset is None else offset
    left = (x.shape[-1] - width) // 2 if offset is None else offset
    return x[:, :, top : top + height, left : left + width]


class UNet(nn.Module):
    """Convolutions without padding, so that the way down is cut to the size of the way up."""

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3), nn.ReLU())
        self.bottom = nn.Sequential(nn.Conv2d(4, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.ReLU())
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.level = nn.Sequential(nn.Conv2d(8, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3), nn.ReLU())
        self.logits = nn.Conv2d(4, 2, 1)

    def forward(self, x):
        down = self.down(x)
        up = self.up(self.bottom(functional.max_pool2d(down, 2)))
        return {"logits": self.logits(self.level(torch.cat([crop(down, up), up], 1)))}


class PlainDenseBlock(nn.Module):
    """Jegou et al. 2017, section 3: no bottleneck, biases; on the way up only what is new."""

    def __init__(self, inputs, layers, growth, new_only=False):
        super().__init__()
        self.new_only = new_only
        for i in range(layers):
            layer = nn.Module()
            layer.norm1 = nn.BatchNorm2d(inputs + i * growth)
            layer.conv1 = nn.Conv2d(inputs + i * growth, growth, 3, padding=1)
            self.add_module(f"denselayer{i + 1}", layer)

    def forward(self, x):
        maps = [x]
        for layer in self.children():
            maps.append(layer.conv1(functional.relu(layer.norm1(torch.cat(maps, 1)))))
        return torch.cat(maps[1:] if self.new_only else maps, 1)


class TransitionDown(nn.Module):
    """Without dropout; a max pool."""

    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        return functional.max_pool2d(self.conv(functional.relu(self.norm(x))), 2)


class FcDenseNet(nn.Module):
    """The authors' TransitionUp crops what is enlarged to the skip's size and puts it first."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 6, 3, padding=1)
        self.dense1 = PlainDenseBlock(6, 2, 4)
        self.down1 = TransitionDown(14)
        self.bottom = PlainDenseBlock(14, 2, 4, new_only=True)
        self.up1 = nn.ConvTranspose2d(8, 8, 3, stride=2)
        self.level1 = PlainDenseBlock(22, 2, 4)
        self.logits = nn.Conv2d(30, 3, 1)

    def forward(self, x):
        dense1 = self.dense1(self.stem(x))
        up = crop(self.up1(self.bottom(self.down1(dense1))), dense1)
        return {"logits": self.logits(self.level1(torch.cat([up, dense1], 1)))}


class Aggregation(nn.Module):
    """One-shot aggregation of stigma0617/VoVNet.pytorch, of two convolutions instead of five."""

    def __init__(self, inputs, width, outputs, identity=False):
        super().__init__()
        self.identity = identity
        self.conv1 = self.convolution(inputs, width, 3)
        self.conv2 = self.convolution(width, width, 3)
        self.aggregate = self.convolution(inputs + 2 * width, outputs, 1)

    @staticmethod
    def convolution(inputs, outputs, kernel):
        return nn.Sequential(
            nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
        )

    def forward(self, x):
        first = self.conv1(x)
        second = self.conv2(first)
        aggregated = self.aggregate(torch.cat([x, first, second], 1))
        return aggregated + x if self.identity else aggregated


class VoVNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stage1 = Aggregation(3, 4, 8)
        self.stage2 = Aggregation(8, 4, 8, identity=True)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = functional.max_pool2d(self.stage1(x), 3, 2, ceil_mode=True)
        return self.fc(self.stage2(x).mean(dim=(2, 3)))


# the network, its kind of loss, and the height and width of its input
NETWORKS = {
    "lenet": (LeNet, "classes", 24),
    "alexnet": (AlexNet, "classes", 24),
    "vgg": (vgg, "classes", 16),
    "resnet": (ResNet, "classes", 16),
    "cifar_resnet": (CifarResNet, "classes", 16),
    "norms": (Norms, "classes", 16),
    "densenet": (dense, "classes", 24),
    "vovnet": (VoVNet, "classes", 16),
    "fcn": (Fcn, "pixels", 16),
    "fcn8s": (Fcn8s, "weighted sum", 21),
    "unet": (UNet, "weighted sum", 28),
    "fc_densenet": (FcDenseNet, "weighted sum", 16),
    "fpn": (Fpn, "weighted sum", 20),
    "mobile": (modern.Mobile, "classes", 16),
    "gates": (modern.Gates, "classes", 16),
    "transformer": (modern.Transformer, "classes", 16),
    "towers": (modern.Towers, "classes", 12),
}


def main(directory):
    for name, (make, loss, size) in NETWORKS.items():
        torch.manual_seed(reference.SEED)
        network = make()
        images = reference.draw_images(size, getattr(network, "batch", reference.BATCH))
        weights = reference.draw_weights(network, images)
        network.float().load_state_dict(weights)
        targets = reference.draw_targets(loss, reference.outputs(network.eval(), images))
        tensors = {"weight." + key: value for key, value in weights.items()}
        exact = reference.compute(network.double(), loss, images.double(), targets)
        tensors.update((k, v.detach()) for k, v in exact.items() if k not in targets)
        tensors.update(targets)
        tensors["input"] = images
        for key, value in getattr(network, "further", {}).items():
            tensors["input." + key] = value
        file = pathlib.Path(directory, name + ".safetensors")
        tensorfile.write(file, tensors)
        count = sum(parameter.numel() for parameter in network.parameters())
        print(f"{name}: {count} parameters, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
