#!/usr/bin/python3
"""Computes networks of torchvision on seeded weights, for `compare` to measure ours against.

  reference.py write DIRECTORY NETWORK   writes weights.safetensors, and what torch computes from
                                         them in float64, expected.safetensors
  reference.py check DIRECTORY NETWORK   reads back what `compare` exported after a training step:
                                         load_state_dict(strict=True), and the same outputs

Needs Debian's python3-torch and python3-torchvision; run it through compare.sh.
"""

import functools
import pathlib
import sys

import torch
import torchvision
from torch import nn
from torch.nn import functional
from torchvision import models
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone

import tensorfile

SEED = 1
BATCH = 2
IGNORED = 255  # label of pixels that do not count
TYPES = {"float": (torch.float32, 1e-4), "double": (torch.float64, 1e-9)}


def fcn_resnet50():
    return models.segmentation.fcn_resnet50(weights=None, weights_backbone=None, aux_loss=True)


def resnet50_fpn():
    return resnet_fpn_backbone(
        backbone_name="resnet50", weights=None, norm_layer=nn.BatchNorm2d, trainable_layers=5
    )


class RetinaNet(nn.Module):
    """The maps of both heads, level by level, before boxes are made of them."""

    def __init__(self):
        super().__init__()
        whole = models.detection.retinanet_resnet50_fpn(weights=None, weights_backbone=None)
        self.backbone, self.head = whole.backbone, whole.head

    def forward(self, images):
        levels = list(self.backbone(images).values())
        scores, boxes = self.head.classification_head, self.head.regression_head
        maps = [scores.cls_logits(scores.conv(level)) for level in levels]
        maps += [boxes.bbox_reg(boxes.conv(level)) for level in levels]
        return {str(index): level for index, level in enumerate(maps)}


def mnasnet():
    """Takes tensors as they are: torchvision's asks which version of it wrote them."""
    network = models.mnasnet1_0()
    network._load_from_state_dict = functools.partial(nn.Module._load_from_state_dict, network)
    return network


class SeBottleneck(models.resnet.Bottleneck):
    """Weighs its channels before the sum, as timm's seresnet50 does; the gates are torchvision's."""

    def __init__(self, inplanes, planes, *arguments, **options):
        super().__init__(inplanes, planes, *arguments, **options)
        channels = planes * self.expansion
        self.se = torchvision.ops.SqueezeExcitation(channels, channels // 16)

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.se(self.bn3(self.conv3(y)))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


def seresnet50():
    return models.ResNet(SeBottleneck, [3, 4, 6, 3])


# the network, its kind of loss, and the height and width of its input
NETWORKS = {
    "alexnet": (models.alexnet, "classes", 224),
    "vgg11_bn": (models.vgg11_bn, "classes", 224),
    "resnet18": (models.resnet18, "classes", 224),
    "resnet50": (models.resnet50, "classes", 224),
    "densenet121": (models.densenet121, "classes", 224),
    "resnext50": (models.resnext50_32x4d, "classes", 224),
    "mnasnet": (mnasnet, "classes", 224),
    "convnext_tiny": (models.convnext_tiny, "classes", 224),
    "vit_b_16": (models.vit_b_16, "classes", 224),
    "shufflenet_v2": (models.shufflenet_v2_x1_0, "classes", 224),
    "regnet_y_400mf": (models.regnet_y_400mf, "classes", 224),
    "seresnet50": (seresnet50, "classes", 224),
    "fcn_resnet50": (fcn_resnet50, "pixels", 128),
    "resnet50_fpn": (resnet50_fpn, "weighted sum", 128),
}


# batch norm's, so that no scale or variance is 1 and no shift or mean 0
RANGES = {
    "weight": (0.5, 1.5),
    "bias": (-0.2, 0.2),
    "running_mean": (-0.2, 0.2),
    "running_var": (0.5, 1.5),
}


def draw_weights(network, images):
    """Random values for every tensor that is not a counter, by name."""
    weights = draw_anywhere(network)
    network.load_state_dict(weights)
    weights.update(keep_from_kinks(network, images))
    return weights


def draw_anywhere(network):
    torch.manual_seed(SEED)
    modules = dict(network.named_modules())
    weights = {}
    for name, tensor in network.state_dict().items():
        path, _, leaf = name.rpartition(".")  # a class token has no module
        if leaf == "num_batches_tracked":
            continue
        if isinstance(modules[path], (nn.BatchNorm2d, nn.LayerNorm)):
            weights[name] = torch.empty_like(tensor).uniform_(*RANGES[leaf])
        elif leaf.endswith("bias"):
            weights[name] = torch.empty_like(tensor).uniform_(-0.1, 0.1)
        else:
            fan_in = tensor[0].numel()
            weights[name] = torch.randn_like(tensor) * (2 / fan_in) ** 0.5
    return weights


class NearTie(Exception):
    """Two elements of a window of a max pool are almost equal."""


def keep_from_kinks(network, images):
    """Moves weights a little, so that no ReLU and no max pool is near a kink for this batch.

    Rounding would put some of millions of elements on the other side, where the derivative is
    another. A single one changes gradients by up to a tenth: float32 would differ from itself.
    """
    passed, relus, first = [], 0, 0

    def relu(x, inplace=False):
        nonlocal relus
        relus += 1
        return originals[0](away_from_zero(x, passed) if relus >= first else x)

    hooks = [
        module.register_forward_hook(lambda module, _, __: passed.append(module))
        for module in network.modules()
        if isinstance(module, (nn.Conv2d, nn.BatchNorm2d, nn.Linear))
    ]
    originals = functional.relu, functional.max_pool2d  # the modules call them too
    functional.relu = relu
    functional.max_pool2d = lambda x, *sizes, **options: originals[1](
        without_ties(x, passed, *sizes), *sizes, **options
    )
    network.double().train()
    settled = False
    while not settled:
        try:
            with torch.no_grad():
                network(images.double())
            settled = True
        except NearTie:
            # Once more with other weights; what comes before the pool's own ReLU stays.
            relus, first = 0, relus
            passed.clear()
    functional.relu, functional.max_pool2d = originals
    for hook in hooks:
        hook.remove()
    return {name: tensor.detach().float() for name, tensor in network.named_parameters()}


def away_from_zero(x, passed):
    """Shifts each channel to the widest gap around 0, by the bias before."""
    values = x.transpose(0, 1).flatten(1).sort(dim=1).values.contiguous()
    steps = torch.linspace(-0.25, 0.25, 1001, dtype=values.dtype)
    candidates = values.std(dim=1, keepdim=True) * steps
    above = torch.searchsorted(values, candidates).clamp(1, values.shape[1] - 1)
    distances = torch.minimum(
        (values.gather(1, above) - candidates).abs(),
        (values.gather(1, above - 1) - candidates).abs(),
    )
    farthest = candidates.gather(1, distances.argmax(dim=1, keepdim=True)).squeeze(1)
    biased = next(module for module in reversed(passed) if module.bias is not None)
    biased.bias -= farthest
    return x - farthest.reshape(1, -1, *[1] * (x.dim() - 2))


def without_ties(x, passed, kernel, stride=None, padding=0, *_):
    """Changes the filters of channels in which a window has two largest elements."""
    if kernel > 1:
        planes = x.reshape(-1, 1, *x.shape[2:])
        windows = functional.unfold(planes, kernel, stride=stride or kernel, padding=padding)
        first, second = windows.topk(2, dim=1).values.unbind(dim=1)
        depth = sum(isinstance(module, nn.Conv2d) for module in passed)
        gap = 3e-6 * depth**2 * x.std()  # rounding grows with depth
        # equal ones come from equal windows, as in a wide border of zeros: either has the gradient
        near = (first - second < gap) & (first > 0) & (first != second)
        channels = near.any(dim=1).reshape(x.shape[:2]).any(dim=0)
        if channels.any():
            convolution = next(m for m in reversed(passed) if isinstance(m, nn.Conv2d))
            weight = convolution.weight
            weight[channels] *= 1 + 0.01 * torch.randn_like(weight[channels])
            raise NearTie
    return x


def without_dropout(network):
    """Both sides compute without: their masks are drawn by different generators."""
    for module in network.modules():
        if isinstance(module, (nn.Dropout, torchvision.ops.StochasticDepth)):
            module.p = 0.0
    return network


def outputs(network, images):
    """Every output by its name."""
    result = network(images)
    return {"logits": result} if isinstance(result, torch.Tensor) else dict(result)


def draw_targets(loss, computed):
    """Labels of the images or of their pixels, or weights of the outputs' elements, by name."""
    torch.manual_seed(SEED + 2)
    if loss == "weighted sum":
        return {"target." + key: torch.randn(value.shape) for key, value in computed.items()}
    first = next(iter(computed.values()))
    labels = torch.randint(first.shape[1], (BATCH, *first.shape[2:])).float()
    if loss == "pixels":
        labels[torch.rand(labels.shape) < 0.1] = IGNORED
    return {"target": labels}


def loss_of(loss, computed, targets):
    """Cross-entropy; of every pixel and 0.5 of the auxiliary one; or the weighted sum."""
    if loss == "weighted sum":
        return sum(
            (value * targets["target." + key].to(value.dtype)).sum()
            for key, value in computed.items()
        )
    labels = targets["target"].long()
    if loss == "pixels":  # as in torchvision's references/segmentation/train.py
        main, auxiliary = (
            functional.cross_entropy(computed[key], labels, ignore_index=IGNORED)
            for key in ("out", "aux")
        )
        return main + 0.5 * auxiliary
    return functional.cross_entropy(computed["logits"], labels)


def draw_images(size):
    torch.manual_seed(SEED + 1)
    return torch.randn(BATCH, 3, size, size)


def write(directory, name):
    make, loss, size = NETWORKS[name]
    network = without_dropout(make())
    images = draw_images(size)
    weights = draw_weights(network, images)
    network.float().load_state_dict(weights)
    tensorfile.write(directory / "weights.safetensors", weights)
    with torch.no_grad():
        targets = draw_targets(loss, outputs(network.eval(), images))
    computed = {}
    for dtype, _ in TYPES.values():
        network.load_state_dict(weights)
        computed[dtype] = compute(network.to(dtype), loss, images.to(dtype), targets)
    exact = computed[torch.float64]
    rounded = {
        "rounding." + kind: rounding(kind, computed[torch.float32], exact)
        for kind in ("output", "loss", "gradient", "running")
    }
    tensorfile.write(directory / "expected.safetensors", {**exact, **rounded})


def rounding(kind, rounded, exact):
    """The largest error that torch itself makes in float32."""
    errors = [
        relative_error(rounded[key], tensor)
        for key, tensor in exact.items()
        if key.startswith(kind) and not vanishes(key, exact)
    ]
    return torch.tensor([max(errors, default=0.0)])


def relative_error(actual, expected):
    return ((actual - expected).abs().max() / expected.abs().max()).item()


def vanishes(key, tensors):
    """Whether it is the gradient of a bias that batch norm takes away again: only rounding."""
    if not (key.startswith("gradient.") and key.endswith(".bias")):
        return False
    weight = tensors[key[: -len("bias")] + "weight"]
    return tensors[key].abs().max() < 1e-9 * weight.abs().max()


def compute(network, loss, images, targets):
    """Evaluation and training of one batch: every tensor that is compared, by name."""
    tensors = {"input": images, **targets}
    with torch.no_grad():
        for key, value in outputs(network.eval(), images).items():
            tensors["output." + key] = value
    network.train().zero_grad()
    value = loss_of(loss, outputs(network, images), targets)
    value.backward()
    tensors["loss"] = value.detach().reshape(1)
    for key, parameter in network.named_parameters():
        tensors["gradient." + key] = parameter.grad
    for key, buffer in network.named_buffers():
        if not key.endswith("num_batches_tracked"):
            tensors["running." + key] = buffer.clone()
    network.zero_grad(set_to_none=True)
    return tensors


def check(directory, name):
    """Our export, after a step of ours, against our own outputs."""
    failed = False
    for title, (dtype, limit) in TYPES.items():
        network = NETWORKS[name][0]().to(dtype)
        network.load_state_dict(
            tensorfile.read(directory / f"exported-{title}.safetensors"), strict=True
        )
        images = tensorfile.read(directory / "expected.safetensors")["input"].to(dtype)
        ours = tensorfile.read(directory / f"predicted-{title}.safetensors")
        with torch.no_grad():
            theirs = outputs(network.eval(), images)
        if set(ours) - set(theirs):
            sys.exit(f"{name}: outputs {set(ours)}, torch has {set(theirs)}")
        worst = max(relative_error(ours[key], theirs[key]) for key in ours)
        verdict = "ok" if worst <= limit else "TOO LARGE"
        failed |= worst > limit
        print(
            f"{name:13s} {title:6s} our weights in torch, strict: {len(network.state_dict())}"
            f" tensors, worst error of an output {worst:.1e}, limit {limit:.0e}  {verdict}"
        )
    return failed


def main(action, directory, name):
    directory = pathlib.Path(directory) / name
    directory.mkdir(parents=True, exist_ok=True)
    if action == "write":
        print(f"{name}: torch {torch.__version__}, torchvision {torchvision.__version__}")
        write(directory, name)
        return 0
    return 1 if check(directory, name) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
