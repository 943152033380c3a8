"""Small networks of what came after ResNets and DenseNets, for fixtures.py."""

from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional
from torchvision import ops
from torchvision.models import shufflenetv2

import reference


def same_upper(x, kernel, stride):
    """TensorFlow's SAME, of a square map: one pixel more below and on the right if uneven."""
    padding = max(0, (-(-x.shape[-1] // stride) - 1) * stride + kernel - x.shape[-1])
    before, after = padding // 2, padding - padding // 2
    padded = functional.pad(x, (before, after, before, after))
    padded.path = reference.path(x)
    return padded


class SameUpperConv2d(nn.Conv2d):
    def forward(self, x):
        return super().forward(same_upper(x, self.kernel_size[0], self.stride[0]))


class MobileBottleneck(nn.Module):
    """Howard et al. 2019, figure 4: wide, depthwise, squeezed; a shortcut if nothing changes."""

    def __init__(self, inputs, wide, outputs, depthwise, activation, squeeze):
        super().__init__()
        self.expand = nn.Conv2d(inputs, wide, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(wide)
        self.act1 = activation()
        self.depthwise = depthwise
        self.bn2 = nn.BatchNorm2d(wide)
        self.act2 = activation()
        self.se = squeeze
        self.project = nn.Conv2d(wide, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        y = self.act1(self.bn1(self.expand(x)))
        y = self.act2(self.bn2(self.depthwise(y)))
        y = self.bn3(self.project(self.se(y)))
        return x + y if x.shape == y.shape else y


class Mobile(nn.Module):
    """What MobileNets and EfficientNets have, those of TensorFlow too."""

    def __init__(self):
        super().__init__()
        self.stem = SameUpperConv2d(3, 8, 3, stride=2, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.relu6 = nn.ReLU6()
        self.block1 = MobileBottleneck(
            8,
            16,
            8,
            nn.Conv2d(16, 16, 3, padding=1, groups=16, bias=False),
            nn.Hardswish,
            ops.SqueezeExcitation(16, 4, scale_activation=nn.Hardsigmoid),
        )
        self.block2 = MobileBottleneck(
            8,
            12,
            10,
            SameUpperConv2d(12, 12, 3, stride=2, groups=12, bias=False),
            nn.SiLU,
            ops.SqueezeExcitation(12, 2, activation=nn.SiLU),
        )
        self.block3 = MobileBottleneck(
            10,
            16,
            10,
            nn.Conv2d(16, 16, 5, padding=2, groups=16, bias=False),
            nn.ReLU6,
            nn.Identity(),
        )
        self.hidden = nn.Linear(10, 12)
        self.fc = nn.Linear(12, 5)

    def forward(self, x):
        x = self.relu6(self.bn(self.stem(x)))
        x = self.block3(self.block2(self.block1(x))).mean(dim=(2, 3))
        return self.fc(functional.hardswish(self.hidden(x)))


class StandardizedConv2d(nn.Conv2d):
    """BiT's StdConv2d."""

    def forward(self, x):
        variance, mean = torch.var_mean(self.weight, dim=(1, 2, 3), keepdim=True, unbiased=False)
        weight = (self.weight - mean) / (variance + 1e-5).sqrt()
        return functional.conv2d(x, weight, self.bias, self.stride, self.padding)


class PixelGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, 1, 3, padding=1)
        self.layer_scale = nn.Parameter(torch.empty(channels, 1, 1))

    def forward(self, x):
        return x * torch.sigmoid(self.conv(x)) * self.layer_scale


class Gates(nn.Module):
    """Channels in groups, shuffled and split; factors of each channel and of each pixel."""

    def __init__(self):
        super().__init__()
        self.stem = StandardizedConv2d(3, 8, 3, padding=1)
        self.norm = nn.GroupNorm(2, 8)
        self.row = nn.Conv2d(8, 8, (1, 7), padding=(0, 3), groups=2, bias=False)
        self.bn_row = nn.BatchNorm2d(8)
        self.column = nn.Conv2d(8, 8, (7, 1), stride=(2, 1), padding=(3, 0), groups=4)
        self.shared_slope = nn.PReLU()
        self.left = nn.Conv2d(4, 4, 3, stride=(1, 2), padding=1)
        self.slopes = nn.PReLU(4)
        self.right = nn.Conv2d(4, 4, 3, stride=(1, 2), padding=1)
        self.channels = nn.Linear(8, 8)
        self.pixels = PixelGate(8)
        self.enlarge = nn.Conv2d(8, 12, 1)
        self.both = nn.Linear(6, 5)
        self.largest = nn.Conv2d(8, 6, 1)
        self.fc = nn.Linear(6, 5)

    def forward(self, x):
        x = functional.mish(self.norm(self.stem(x)))
        x = functional.relu(self.bn_row(self.row(x)))
        x = functional.max_pool2d(same_upper(x, 3, 2), 3, 2)  # nothing is less than ReLU's zeros
        x = shufflenetv2.channel_shuffle(self.shared_slope(self.column(x)), 2)
        left, right = x.split((4, 4), dim=1)
        left = self.slopes(self.left(left))
        x = torch.cat([left, functional.elu(self.right(right), alpha=0.5)], 1)
        y = x * torch.sigmoid(self.channels(x.mean(dim=(2, 3))))[:, :, None, None]
        x = x + self.pixels(y)
        large = functional.pixel_shuffle(self.enlarge(x), 2)
        pooled = torch.cat([large.mean(dim=(2, 3)), large.amax(dim=(2, 3))], 1)
        largest = functional.max_pool2d(self.largest(x), 4).flatten(1)
        return self.fc(largest) + self.both(pooled)


class Encoder(nn.Module):
    """A layer of ViT with torchvision's names; pytorch's attention."""

    def __init__(self, features, heads, approximate):
        super().__init__()
        self.ln_1 = nn.LayerNorm(features, eps=1e-6)
        self.self_attention = nn.MultiheadAttention(features, heads, batch_first=True)
        self.ln_2 = nn.LayerNorm(features, eps=1e-6)
        self.mlp = nn.Sequential(
            nn.Linear(features, 2 * features),
            nn.GELU(approximate),
            nn.Linear(2 * features, features),
        )

    def forward(self, x):
        y = self.ln_1(x)
        x = x + self.self_attention(y, y, y, need_weights=False)[0]
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    """Attention of the pixels of a map, then of patches behind a class token."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 6, 3, stride=2, padding=1)
        self.norm = reference.ChannelNorm(6, eps=1e-6)
        self.attn = reference.RelativeAttention(6, 8, 2, 8)
        self.conv_proj = nn.Conv2d(8, 12, 2, stride=2)
        self.class_token = nn.Parameter(torch.empty(1, 1, 12))
        self.pos_embedding = nn.Parameter(torch.empty(1, 17, 12))
        self.encoder1 = Encoder(12, 3, "none")
        self.encoder2 = Encoder(12, 2, "tanh")
        self.ln = nn.LayerNorm(12)
        self.mixture = nn.Linear(12, 4)
        self.head = nn.Linear(4, 5)

    def forward(self, x):
        x = self.attn(self.norm(self.stem(x)))
        x = self.conv_proj(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_token.expand(len(x), -1, -1), x], 1) + self.pos_embedding
        x = self.ln(self.encoder2(self.encoder1(x)))
        return self.head(self.mixture(x[:, 0]).softmax(dim=1))


class SameUpperAvgPool2d(nn.Module):
    """3x3 at every second pixel; what is outside the map does not count."""

    def forward(self, x):
        sums, counts = (
            functional.avg_pool2d(same_upper(y, 3, 2), 3, 2) for y in (x, torch.ones_like(x))
        )
        return sums / counts


class Towers(nn.Module):
    """Two pictures through one tower, the second smaller, and a table beside them.

    Of a batch of two, batch norm makes plus and minus one whatever its input is: gradients before
    it are almost nothing but rounding.
    """

    batch = 5

    def __init__(self):
        super().__init__()
        torch.manual_seed(reference.SEED + 3)
        self.further = {
            "other": torch.randn(self.batch, 3, 8, 8),
            "table": torch.randn(self.batch, 4),
        }
        self.tower = nn.Sequential(
            OrderedDict(
                first=nn.Conv2d(3, 6, 3, padding=1),
                tanh=nn.Tanh(),
                pool=SameUpperAvgPool2d(),
                second=nn.Conv2d(6, 6, 3, stride=2),
                silu=nn.SiLU(),
            )
        )
        self.hidden = nn.Linear(4, 8)
        self.bn = nn.BatchNorm1d(8)
        self.mixed = nn.Linear(20, 10)
        self.logits = nn.Linear(10, 5)

    def forward(self, x):
        other, table = (tensor.to(x.dtype) for tensor in self.further.values())
        known = torch.sigmoid(self.bn(self.hidden(table)))
        seen = [self.tower(images).mean(dim=(2, 3)) for images in (x, other)]
        mixed = self.mixed(torch.cat([known, *seen], 1))
        return self.logits(functional.elu(mixed))
