"""One case in PyTorch, channels last. Answers as Worker.java does: `step N`, `end`."""

import json
import os
import sys
import time

import torch
import torchvision
from torch import nn
from torch.nn import functional as F


class Dense(nn.Module):
    """Huang et al. 2017, a layer of DenseNet-BC."""

    def __init__(self, channels, growth):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(channels), nn.Conv2d(channels, 4 * growth, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(4 * growth)
        self.conv2 = nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)

    def forward(self, x):
        y = self.conv1(F.relu(self.norm1(x), inplace=True))
        return torch.cat((x, self.conv2(F.relu(self.norm2(y), inplace=True))), 1)


def densenet_bc_100(classes, growth=12):
    channels = 2 * growth
    layers = [nn.Conv2d(3, channels, 3, padding=1, bias=False)]
    for block in range(3):
        for _ in range(16):
            layers.append(Dense(channels, growth))
            channels += growth
        layers += [nn.BatchNorm2d(channels), nn.ReLU(True)]
        if block < 2:
            layers += [nn.Conv2d(channels, channels // 2, 1, bias=False), nn.AvgPool2d(2)]
            channels //= 2
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


class Residual(nn.Module):
    """He et al. 2016, section 4.2, shortcut option A."""

    def __init__(self, channels, out):
        super().__init__()
        self.stride, self.more = (1, 0) if channels == out else (2, out - channels)
        self.conv1 = nn.Conv2d(channels, out, 3, self.stride, 1, bias=False)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(out), nn.BatchNorm2d(out)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)), inplace=True)))
        if self.more:
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.more))
        return F.relu(y + x, inplace=True)


def resnet_20(classes):
    layers, channels = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(True)], 16
    for width in (16, 32, 64):
        for _ in range(3):
            layers.append(Residual(channels, width))
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, classes))


def mobilenet(classes):
    """Howard et al. 2017, table 1."""

    def convolution(channels, out, kernel, stride=1, groups=1):
        padding = kernel // 2
        conv = nn.Conv2d(channels, out, kernel, stride, padding, groups=groups, bias=False)
        return [conv, nn.BatchNorm2d(out), nn.ReLU(True)]

    layers, channels = convolution(3, 32, 3, 2), 32
    for width in (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024):
        stride = 2 if width > channels > 32 else 1
        layers += convolution(channels, channels, 3, stride, channels) + convolution(channels, width, 1)
        channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


NETWORKS = {
    "densenet-bc-100": densenet_bc_100,
    "resnet-20": resnet_20,
    "mobilenet": mobilenet,
    "densenet-121": lambda classes: torchvision.models.densenet121(num_classes=classes),
    "resnet-18": lambda classes: torchvision.models.resnet18(num_classes=classes),
    "resnet-50": lambda classes: torchvision.models.resnet50(num_classes=classes),
    "mobilenet-v2": lambda classes: torchvision.models.mobilenet_v2(num_classes=classes),
    "efficientnet-b0": lambda classes: torchvision.models.efficientnet_b0(num_classes=classes),
    "convnext-tiny": lambda classes: torchvision.models.convnext_tiny(num_classes=classes),
    "vit-b-16": lambda classes: torchvision.models.vit_b_16(num_classes=classes),
    "vgg-11-bn": lambda classes: torchvision.models.vgg11_bn(num_classes=classes),
}


def training(network, images, labels):
    network.train()
    optimizer = torch.optim.SGD(network.parameters(), 0.01, 0.9, weight_decay=1e-4, nesterov=True)
    criterion = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(network(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def prediction(network, images):
    """Traced and frozen: batch norm is folded into the convolutions."""
    with torch.inference_mode():
        frozen = torch.jit.freeze(torch.jit.trace(network.eval(), images))

    def step():
        with torch.inference_mode():
            return frozen(images)[0, 0].item()

    return step


def seconds_since_start():
    """Of this process, as Linux knows it."""
    with open("/proc/self/stat", encoding="ascii") as stat, open("/proc/uptime", encoding="ascii") as uptime:
        started = int(stat.read().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
        return float(uptime.read().split()[0]) - started


def peak_bytes():
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return None


def checked(value):
    """A network that has diverged computes something else, perhaps faster."""
    if not -1e30 < value < 1e30:
        raise SystemExit(f"the step ended in {value}")


def main():
    name, task = sys.argv[1:3]
    batch, size, classes, threads = map(int, sys.argv[3:])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = NETWORKS[name](classes).to(memory_format=torch.channels_last)
    images = torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last)
    labels = torch.randint(0, classes, (batch,))
    step = training(network, images, labels) if task == "train" else prediction(network, images)
    parameters = sum(p.numel() for p in network.parameters())
    checked(step())
    print(json.dumps({"parameters": parameters, "firstStepSeconds": seconds_since_start()}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "end":
            print(json.dumps({"peakBytes": peak_bytes()}), flush=True)
            return
        seconds = []
        for _ in range(int(words[1])):
            begin = time.perf_counter()
            checked(step())
            seconds.append(time.perf_counter() - begin)
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
