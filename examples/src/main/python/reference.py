#!/usr/bin/python3
"""Computes networks of torchvision on seeded weights, for `compare` to measure ours against.

  reference.py write DIRECTORY NETWORK   writes weights.safetensors, and what torch computes from
                                         them in float64, expected.safetensors
  reference.py check DIRECTORY NETWORK   reads back what `compare` exported after a training step:
                                         load_state_dict(strict=True), and the same outputs

Needs Debian's python3-torch and python3-torchvision; run it through compare.sh.
"""

import collections
import dataclasses
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


class RelativeAttention(nn.Module):
    """Of the pixels of a map; a bias for the distance of each pair, as in torchvision's swin."""

    def __init__(self, inputs, features, heads, size):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * features, inputs))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * features))
        self.out_proj = nn.Linear(features, features)
        distances = 2 * size - 1
        self.relative_position_bias_table = nn.Parameter(torch.empty(distances**2, heads))
        rows, columns = (axis.flatten() for axis in grid(size))
        down = rows[:, None] - rows[None, :] + size - 1
        right = columns[:, None] - columns[None, :] + size - 1
        self.pairs = down * distances + right  # no buffer: it is in no weight file

    def forward(self, x):
        tokens = functional.linear(
            x.flatten(2).transpose(1, 2), self.in_proj_weight, self.in_proj_bias
        )
        queries, keys, values = tokens.unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        scores = queries @ keys.transpose(2, 3) / queries.shape[-1] ** 0.5
        scores = scores + self.relative_position_bias_table[self.pairs].permute(2, 0, 1)
        mixed = (scores.softmax(dim=3) @ values).transpose(1, 2).flatten(2)
        return self.out_proj(mixed).transpose(1, 2).unflatten(2, x.shape[2:])


def grid(size):
    return torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")


class ChannelNorm(nn.LayerNorm):
    """Of a map, at each pixel."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def halved(inputs, outputs):
    """Around the first unit of a stage."""
    return named(("pool", nn.MaxPool2d(3, 2, 1)), ("expand", nn.Conv2d(inputs, outputs, 1)))


def named(*layers):
    return nn.Sequential(collections.OrderedDict(layers))


class CoAtNetConvolution(nn.Module):
    def __init__(self, inputs, outputs, size):
        super().__init__()
        wide, stride = 4 * outputs, 1 if inputs == outputs else 2
        self.shortcut = nn.Identity() if stride == 1 else halved(inputs, outputs)
        self.pre_norm = nn.BatchNorm2d(inputs)
        self.conv1_1x1 = nn.Conv2d(inputs, wide, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(wide)
        self.conv2_kxk = nn.Conv2d(wide, wide, 3, stride, 1, groups=wide, bias=False)
        self.norm2 = nn.BatchNorm2d(wide)
        self.se = torchvision.ops.SqueezeExcitation(wide, outputs // 4, nn.SiLU)
        self.conv3_1x1 = nn.Conv2d(wide, outputs, 1)

    def forward(self, x):
        y = functional.gelu(self.norm1(self.conv1_1x1(self.pre_norm(x))))
        y = functional.gelu(self.norm2(self.conv2_kxk(y)))
        return self.conv3_1x1(self.se(y)) + self.shortcut(x)

    def last_convolution(self):
        return self.conv3_1x1


class CoAtNetTransformer(nn.Module):
    def __init__(self, inputs, outputs, size):
        super().__init__()
        norm = ChannelNorm(inputs, eps=1e-6)
        if inputs == outputs:
            self.shortcut, self.norm1 = nn.Identity(), norm
        else:
            self.shortcut = halved(inputs, outputs)
            self.norm1 = named(("norm", norm), ("pool", nn.MaxPool2d(3, 2, 1)))
        self.attn = RelativeAttention(inputs, outputs, outputs // 32, size)
        self.norm2 = ChannelNorm(outputs, eps=1e-6)
        self.mlp = named(
            ("fc1", nn.Conv2d(outputs, 4 * outputs, 1)),
            ("act", nn.GELU()),
            ("fc2", nn.Conv2d(4 * outputs, outputs, 1)),
        )

    def forward(self, x):
        x = self.shortcut(x) + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))

    def last_convolution(self):
        return self.mlp.fc2


class CoAtNet0(nn.Module):
    """Dai et al. 2021, with timm's names; its attention has its weights in another order."""

    def __init__(self):
        super().__init__()
        self.stem = named(
            ("conv1", nn.Conv2d(3, 64, 3, 2, 1, bias=False)),
            ("norm1", nn.BatchNorm2d(64)),
            ("act1", nn.GELU()),
            ("conv2", nn.Conv2d(64, 64, 3, 1, 1, bias=False)),
        )
        stages, inputs, size = [], 64, 56
        for unit, outputs, units in (
            (CoAtNetConvolution, 96, 2),
            (CoAtNetConvolution, 192, 3),
            (CoAtNetTransformer, 384, 5),
            (CoAtNetTransformer, 768, 2),
        ):
            widths = [inputs] + units * [outputs]
            blocks = [unit(*pair, size) for pair in zip(widths, widths[1:])]
            stages.append(named(("blocks", nn.Sequential(*blocks))))
            inputs, size = outputs, size // 2
        self.stages = nn.Sequential(*stages)
        self.head = named(
            ("pool", nn.AdaptiveAvgPool2d(1)),
            ("norm", ChannelNorm(768, eps=1e-6)),
            ("flatten", nn.Flatten()),
            ("pre_logits", named(("fc", nn.Linear(768, 768)), ("act", nn.Tanh()))),
            ("fc", nn.Linear(768, 1000)),
        )

    def forward(self, x):
        return self.head(self.stages(self.stem(x)))


def googlenet():
    return models.googlenet(weights=None, aux_logits=False, init_weights=False)


def inception_v3():
    return models.inception_v3(weights=None, aux_logits=False, init_weights=False)


def hardsigmoid(x, inplace=False):
    """Torch's own multiplies its gradient, in double too, by a sixth that was rounded to float."""
    return (x + 3).clamp(0, 6) / 6


functional.hardsigmoid = hardsigmoid


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
    "coatnet_0": (CoAtNet0, "classes", 224),
    "shufflenet_v2": (models.shufflenet_v2_x1_0, "classes", 224),
    "regnet_y_400mf": (models.regnet_y_400mf, "classes", 224),
    "seresnet50": (seresnet50, "classes", 224),
    "wide_resnet50_2": (models.wide_resnet50_2, "classes", 224),
    "squeezenet1_1": (models.squeezenet1_1, "classes", 224),
    "mobilenet_v2": (models.mobilenet_v2, "classes", 224),
    "mobilenet_v3_small": (models.mobilenet_v3_small, "classes", 224),
    "mobilenet_v3_large": (models.mobilenet_v3_large, "classes", 224),
    "efficientnet_b0": (models.efficientnet_b0, "classes", 224),
    "googlenet": (googlenet, "classes", 224),
    "inception_v3": (inception_v3, "classes", 299),
    "fcn_resnet50": (fcn_resnet50, "pixels", 128),
    "resnet50_fpn": (resnet50_fpn, "weighted sum", 128),
}


# of what normalises, so that no scale or variance is 1 and no shift or mean 0
RANGES = {
    "weight": (0.5, 1.5),
    "bias": (-0.2, 0.2),
    "running_mean": (-0.2, 0.2),
    "running_var": (0.5, 1.5),
}
NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.GroupNorm, nn.InstanceNorm2d, nn.LayerNorm)


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
        if isinstance(modules[path], NORMS):
            weights[name] = torch.empty_like(tensor).uniform_(*RANGES[leaf])
        elif isinstance(modules[path], nn.PReLU):
            weights[name] = torch.empty_like(tensor).uniform_(0.1, 0.4)
        elif leaf.endswith("bias"):
            weights[name] = torch.empty_like(tensor).uniform_(-0.1, 0.1)
        else:
            fan_in = tensor[0].numel()
            weights[name] = torch.randn_like(tensor) * (2 / fan_in) ** 0.5
    return weights


@dataclasses.dataclass(frozen=True)
class Path:
    """What a map came through: the convolutions whose filters made its channels, and how deep."""

    filters: list
    depth: int


def path(x):
    return getattr(x, "path", Path([], 0))


# as deep as what a max pool behind a sum is taken for: its terms are as deep as the network, but
# a gap that grows so would leave no weights
SUM_DEPTH = 4


class NearTie(Exception):
    """Two elements of a window of a max pool are almost equal; these filters were changed."""

    def __init__(self, filters):
        super().__init__()
        self.filters = filters


SUMS = (CoAtNetConvolution, CoAtNetTransformer)
PATHS = (nn.Conv2d, nn.BatchNorm2d, nn.LayerNorm, nn.Linear, nn.GELU, *SUMS)

# where these have no derivative, and gates as those of squeeze-excite
KINKS = {
    "relu": (0,),
    "prelu": (0,),
    "elu": (0,),
    "hardtanh": (0, 6),
    "hardswish": (-3, 3),
    "hardsigmoid": (-3, 3),
}


def keep_from_kinks(network, images):
    """Moves weights a little, so that no activation and no max pool is near a kink for this batch.

    Rounding would put some of millions of elements on the other side, where the derivative is
    another. A single one changes gradients by up to a tenth: float32 would differ from itself.
    """
    passed, activations, first, behind = [], 0, 0, {}

    def passes(module, inputs, output):
        if isinstance(module, SUMS):  # filters that made one of its terms change it, too
            output.path = Path([module.last_convolution()], SUM_DEPTH)
            return
        if isinstance(module, nn.GELU):
            output.path = path(inputs[0])
            return
        passed.append(module)
        output.path = path(inputs[0])
        if isinstance(module, nn.Conv2d):
            output.path = Path([module], output.path.depth + 1)

    def concatenate(maps, *options, **more):
        result = cat(maps, *options, **more)
        paths = [path(x) for x in maps]
        result.path = Path(sum((p.filters for p in paths), []), max(p.depth for p in paths))
        return result

    def moved(original, kinks):
        def activation(x, *options, **more):
            nonlocal activations
            activations += 1
            behind.update({convolution: activations for convolution in path(x).filters})
            shifted = away_from(kinks, x, passed) if activations >= first else x
            result = original(shifted, *options, **more)
            result.path = path(x)
            return result

        return activation

    def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, **more):
        without_ties(x, path(x), kernel_size, stride, padding, ceil_mode)
        result = pool(x, kernel_size, stride, padding, dilation, ceil_mode, **more)
        result.path = path(x)
        return result

    hooks = [
        module.register_forward_hook(passes)
        for module in network.modules()
        if isinstance(module, PATHS)
    ]
    pool, cat = functional.max_pool2d, torch.cat
    originals = {name: getattr(functional, name) for name in KINKS}
    for name, kinks in KINKS.items():  # the modules call them too
        setattr(functional, name, moved(originals[name], kinks))
    functional.max_pool2d, torch.cat = max_pool2d, concatenate
    network.double().train()
    settled = False
    while not settled:
        try:
            with torch.no_grad():
                network(images.double())
            settled = True
        except NearTie as tie:
            # Once more with other weights; what comes before the activations behind them stays.
            activations, first = 0, min(behind.get(filter, 0) for filter in tie.filters)
            passed.clear()
    functional.max_pool2d, torch.cat = pool, cat
    for name, original in originals.items():
        setattr(functional, name, original)
    for hook in hooks:
        hook.remove()
    return {name: tensor.detach().float() for name, tensor in network.named_parameters()}


def away_from(kinks, x, passed):
    """Shifts each channel to the widest gap around the kinks, by the bias before."""
    values = x.transpose(0, 1).flatten(1).sort(dim=1).values.contiguous()
    steps = torch.linspace(-0.25, 0.25, 1001, dtype=values.dtype)
    candidates = values.std(dim=1, keepdim=True) * steps
    distances = functools.reduce(
        torch.minimum, (distance(candidates + kink, values) for kink in kinks)
    )
    farthest = candidates.gather(1, distances.argmax(dim=1, keepdim=True)).squeeze(1)
    biased = next(module for module in reversed(passed) if module.bias is not None)
    biased.bias -= farthest
    return x - farthest.reshape(1, -1, *[1] * (x.dim() - 2))


def distance(points, values):
    """Of each point to the nearest value of its row; the values are sorted."""
    above = torch.searchsorted(values, points).clamp(1, values.shape[1] - 1)
    return torch.minimum(
        (values.gather(1, above) - points).abs(), (values.gather(1, above - 1) - points).abs()
    )


def without_ties(x, path, kernel, stride, padding, ceil_mode):
    """Changes the filters of channels in which a window has two largest elements."""
    if kernel > 1:
        behind = padding + (kernel - 1 if ceil_mode else 0)  # windows that are cut off there
        planes = functional.pad(
            x.reshape(-1, 1, *x.shape[2:]), (padding, behind) * 2, value=float("-inf")
        )
        windows = functional.unfold(planes, kernel, stride=stride or kernel)
        first, second = windows.topk(2, dim=1).values.unflatten(0, x.shape[:2]).unbind(dim=2)
        gap = 3e-6 * path.depth**2 * x.std(dim=(0, 2, 3))  # rounding grows with depth
        # equal ones come from equal windows, as in a wide border of zeros: either has the gradient
        near = (first - second < gap[:, None]) & (first != second)
        channels = near.any(dim=2).any(dim=0)
        if channels.any():
            counts = [convolution.out_channels for convolution in path.filters]
            of_each = list(zip(path.filters, channels.split(counts)))
            for convolution, chosen in of_each:
                weight = convolution.weight
                weight[chosen] *= 1 + 0.01 * torch.randn_like(weight[chosen])
            raise NearTie([convolution for convolution, chosen in of_each if chosen.any()])


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
    labels = torch.randint(first.shape[1], (len(first), *first.shape[2:])).float()
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


def draw_images(size, batch=BATCH):
    torch.manual_seed(SEED + 1)
    return torch.randn(batch, 3, size, size)


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
            exact = outputs(network.double(), images.double())
        if set(ours) - set(theirs):
            sys.exit(f"{name}: outputs {set(ours)}, torch has {set(theirs)}")
        own = max(relative_error(theirs[key], exact[key]) for key in ours)
        limit = max(limit, 4 * own)  # where torch's own rounding is large
        worst = max(relative_error(ours[key], theirs[key]) for key in ours)
        verdict = "ok" if worst <= limit else "TOO LARGE"
        failed |= worst > limit
        print(
            f"{name:18s} {title:6s} our weights in torch, strict: {len(network.state_dict())}"
            f" tensors, worst error of an output {worst:.1e}, limit {limit:.0e}  {verdict}"
            f"  (torch {own:.1e})"
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
