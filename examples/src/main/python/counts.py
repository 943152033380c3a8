#!/usr/bin/python3
"""Multiply-adds of networks that few have counted, from their papers' tables, for NetworksTest.

Known counts come first, by the same formulas; of option B parameters too. Nothing here knows our
compiler; a convolution of k x k from m to n channels costs k*k*m*n a pixel.
"""


def cifar_resnet(depth, option):
    """He et al. 2016, section 4.2; option B projects where the width doubles."""
    units = (depth - 2) // 6
    total = 32 * 32 * 9 * 3 * 16 + 64 * 10
    for stage, width in enumerate((16, 32, 64)):
        pixels = (32 >> stage) ** 2
        inner = 9 * width * width * pixels
        if stage == 0:
            total += 2 * units * inner
        else:
            total += inner // 2 + (2 * units - 1) * inner
            total += width // 2 * width * pixels if option == "B" else 0
    return total


def cifar_resnet_parameters(depth, option):
    """Batch norm has two for each channel, the linear layer a bias."""
    units = (depth - 2) // 6
    total = 9 * 3 * 16 + 2 * 16 + 64 * 10 + 10
    for stage, width in enumerate((16, 32, 64)):
        inputs = width if stage == 0 else width // 2
        total += 9 * inputs * width + (2 * units - 1) * 9 * width * width + 2 * units * 2 * width
        total += inputs * width + 2 * width if option == "B" and stage > 0 else 0
    return total


def cifar_densenet_bc(depth, growth):
    """Huang et al. 2017, section 3: bottlenecks of 4k, compression 0.5, 2k channels before."""
    channels, pixels = 2 * growth, 32 * 32
    total = 9 * 3 * channels * pixels
    for block in range(3):
        for _ in range((depth - 4) // 6):
            total += pixels * (channels * 4 * growth + 9 * 4 * growth * growth)
            channels += growth
        if block < 2:
            total += pixels * channels * (channels // 2)
            channels, pixels = channels // 2, pixels // 4
    return total + channels * 10


def bottlenecks(blocks, inputs, width, pixels, pixels_before):
    """A stage of ResNet-50, its stride on the 3x3 convolution, with a projection."""
    first = pixels_before * inputs * width + pixels * (9 + 4) * width * width
    return first + pixels * inputs * 4 * width + (blocks - 1) * pixels * (4 + 9 + 4) * width * width


def resnet50(height, width, dilated=False):
    """Without the linear layer; dilated: stages 3 and 4 keep the size of stage 2."""
    pixels = height // 4 * (width // 4)
    total = 4 * pixels * 49 * 3 * 64
    inputs, before = 64, pixels
    for stage, (blocks, channels) in enumerate(((3, 64), (4, 128), (6, 256), (3, 512))):
        pixels = before if stage == 0 or (dilated and stage > 1) else before // 4
        total += bottlenecks(blocks, inputs, channels, pixels, before)
        inputs, before = 4 * channels, pixels
    return total


def fcn_resnet50(height, width, classes=21):
    pixels = height // 8 * (width // 8)
    return resnet50(height, width, dilated=True) + pixels * (9 * 2048 * 512 + 512 * classes)


def resnet50_parameters():
    """Batch norm behind every convolution has two for each channel, the linear layer a bias."""
    total, inputs = 49 * 3 * 64 + 2 * 64, 64
    for blocks, width in ((3, 64), (4, 128), (6, 256), (3, 512)):
        total += inputs * width + inputs * 4 * width + 8 * width  # the first, its projection
        total += (blocks - 1) * 4 * width * width + blocks * ((9 + 4) * width * width + 12 * width)
        inputs = 4 * width
    return total + (inputs + 1) * 1000


def squeeze_excite(*widths):
    """Hu et al. 2018, with biases and a reduction of 16: parameters, multiply-adds of all."""
    multiply_adds = sum(2 * channels * (channels // 16) for channels in widths)
    return multiply_adds + sum(channels + channels // 16 for channels in widths), multiply_adds


# of each residual unit's sum, and of each dense block
SE_RESNET50 = squeeze_excite(*[256] * 3, *[512] * 4, *[1024] * 6, *[2048] * 3)
SE_DENSENET121 = squeeze_excite(256, 512, 1024, 1024)


def densenet121(height, width):
    """Without the linear layer."""
    pixels = height // 4 * (width // 4)
    channels, total = 64, 4 * pixels * 49 * 3 * 64
    for block, layers in enumerate((6, 12, 24, 16)):
        for _ in range(layers):
            total += pixels * (channels * 128 + 9 * 128 * 32)
            channels += 32
        if block < 3:
            total += pixels * channels * (channels // 2)
            channels, pixels = channels // 2, pixels // 4
    return total


def densenet121_parameters():
    """Batch norm before every convolution, behind the stem's and the last block."""
    channels, total = 64, 49 * 3 * 64 + 2 * 64
    for block, layers in enumerate((6, 12, 24, 16)):
        for _ in range(layers):
            total += (2 + 128) * channels + 2 * 128 + 9 * 128 * 32
            channels += 32
        if block < 3:
            total += (2 + channels // 2) * channels
            channels //= 2
    return total + 2 * channels + (channels + 1) * 1000


def pyramid(taps, height, width, out=256):
    """Lin et al. 2017: at each tap a 1x1 and a 3x3 convolution."""
    return sum(
        (height >> level) * (width >> level) * (channels * out + 9 * out * out)
        for level, channels in enumerate(taps, start=2)
    )


def padded_unet(height, width):
    """Ronneberger et al. 2015, figure 1, with padding; one channel in, two out."""
    widths, channels = (64, 128, 256, 512, 1024), 1
    total = height * width * 64 * 2
    for level, wide in enumerate(widths):
        pixels = (height >> level) * (width >> level)
        total += 9 * pixels * (channels * wide + wide * wide)  # down
        if level < 4:
            total += pixels * 2 * wide * wide  # 2x2, stride 2: one tap a pixel
            total += 9 * pixels * (2 * wide * wide + wide * wide)  # up
        channels = wide
    return total


def mobilenet():
    """Howard et al. 2017, table 1."""
    widths = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
    channels, pixels = 32, 112 * 112
    total = pixels * 27 * 32
    for width in widths:
        pixels //= 4 if width > channels > 32 else 1
        total += pixels * channels * (9 + width)
        channels = width
    return total + 1024 * 1000


def mobilenet_parameters():
    """Batch norm behind every convolution has two for each channel."""
    widths = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
    channels, total = 32, 27 * 32 + 2 * 32
    for width in widths:
        total += channels * (9 + 2) + width * (channels + 2)
        channels = width
    return total + 1025 * 1000


class Tally:
    """Counts convolutions with batch norm behind: parameters and multiply-adds."""

    def __init__(self, pixels):
        self.pixels, self.parameters, self.multiply_adds = pixels, 0, 0

    def conv(self, inputs, outputs, kernel, shrink=1):
        self.pixels //= shrink
        weights = kernel * kernel * inputs * outputs
        self.parameters += weights + 2 * outputs
        self.multiply_adds += weights * self.pixels
        return outputs

    def linear(self, inputs, outputs=1000):
        self.parameters += (inputs + 1) * outputs
        self.multiply_adds += inputs * outputs
        return self


def peleenet():
    """Wang et al. 2018, table 1; bottlenecks of 16, 32, 64, 64 maps as in the authors' program."""
    net = Tally(224 * 224)
    net.conv(3, 32, 3, shrink=4)
    net.conv(32, 16, 1)
    net.conv(16, 32, 3, shrink=4)
    channels = net.conv(64, 32, 1)
    for stage, (layers, width) in enumerate(((3, 16), (4, 32), (8, 64), (6, 64))):
        net.pixels //= 4 if stage > 0 else 1
        for _ in range(layers):
            for inputs, outputs, kernel in ((channels, width, 1), (width, 16, 3)):
                net.conv(inputs, outputs, kernel)
                net.conv(inputs, outputs, kernel)
            net.conv(16, 16, 3)
            channels += 32
        net.conv(channels, channels, 1)
    return net.linear(channels)


def dla34():
    """Yu et al. 2018, table 1: trees of one, two, two and one level."""
    net = Tally(224 * 224)
    net.conv(3, 16, 7)
    net.conv(16, 16, 3)
    channels = net.conv(16, 32, 3, shrink=4)

    def tree(inputs, width, root, shrink=1):
        net.conv(inputs, width, 3, shrink)
        net.conv(width, width, 3)
        if inputs != width:
            net.conv(inputs, width, 1)
        net.conv(width, width, 3)
        net.conv(width, width, 3)
        net.conv(root, width, 1)

    for width, levels in ((64, 1), (128, 2), (256, 2), (512, 1)):
        bottom = channels if width > 64 else 0
        if levels == 1:
            tree(channels, width, 2 * width + bottom, shrink=4)
        else:
            tree(channels, width, 2 * width, shrink=4)
            tree(width, width, 3 * width + bottom)
        channels = width
    return net.linear(channels)


def csp_densenet121():
    """Half of the channels passes each dense block: parameters, multiply-adds of ours."""
    pixels, channels = 56 * 56, 64
    parameters, multiply_adds = 49 * 3 * 64 + 2 * 64, 4 * pixels * 49 * 3 * 64

    def conv(inputs, outputs, kernel=1):  # behind batch norm
        nonlocal parameters, multiply_adds
        parameters += 2 * inputs + kernel * kernel * inputs * outputs
        multiply_adds += kernel * kernel * inputs * outputs * pixels

    for stage, (layers, partial) in enumerate(((6, 96), (12, 192), (24, 384), (16, 512))):
        through = channels // 2
        for _ in range(layers):
            conv(through, 128)
            conv(128, 32, 3)
            through += 32
        conv(through, partial)
        channels = channels // 2 + partial
        if stage < 3:
            conv(channels, channels)
            pixels //= 4
    parameters += 2 * channels + (channels + 1) * 1000
    return parameters, multiply_adds + channels * 1000


def coatnet0():
    """Dai et al. 2021, tables 3 and 4, with timm's head: parameters, multiply-adds."""
    pixels, inputs = 112 * 112, 64
    parameters = 27 * 64 + 2 * 64 + 9 * 64 * 64  # the second convolution has no norm behind it
    multiply_adds = pixels * (27 * 64 + 9 * 64 * 64)
    for outputs, units in ((96, 2), (192, 3)):
        wide, squeezed = 4 * outputs, outputs // 4
        for unit in range(units):
            before, pixels = pixels, pixels // 4 if unit == 0 else pixels
            parameters += 2 * inputs + (inputs + 2) * wide + (9 + 2) * wide + (wide + 1) * outputs
            parameters += (wide + 1) * squeezed + (squeezed + 1) * wide
            multiply_adds += before * inputs * wide + pixels * (9 + outputs) * wide
            multiply_adds += 2 * wide * squeezed
            if unit == 0:
                parameters += (inputs + 1) * outputs
                multiply_adds += pixels * inputs * outputs
            inputs = outputs
    for outputs, units in ((384, 5), (768, 2)):
        pixels, heads = pixels // 4, outputs // 32
        distances = (2 * round(pixels**0.5) - 1) ** 2
        for unit in range(units):
            parameters += 2 * inputs + (inputs + 1) * 3 * outputs + distances * heads
            parameters += (outputs + 1) * outputs + 2 * outputs + (8 * outputs + 5) * outputs
            multiply_adds += pixels * (3 * inputs + outputs + 2 * pixels + 8 * outputs) * outputs
            if unit == 0:
                parameters += (inputs + 1) * outputs
                multiply_adds += pixels * inputs * outputs
            inputs = outputs
    parameters += 2 * inputs + (inputs + 1) * (768 + 1000)
    return parameters, multiply_adds + inputs * (768 + 1000)


COUNTS = {
    "known: ResNet20": cifar_resnet(20, "A"),
    "known: ResNet56": cifar_resnet(56, "A"),
    "known: ResNet110": cifar_resnet(110, "A"),
    "known: DenseNetBC100": cifar_densenet_bc(100, 12),
    "known: ResNet50": resnet50(224, 224) + 2048 * 1000,
    "known: DenseNet121": densenet121(224, 224) + 1024 * 1000,
    "SeResNet50": resnet50(224, 224) + 2048 * 1000 + SE_RESNET50[1],
    "SeDenseNet121": densenet121(224, 224) + 1024 * 1000 + SE_DENSENET121[1],
    **{f"ResNet{n}": cifar_resnet(n, "A") for n in (32, 44)},
    **{f"ResNet{n}B": cifar_resnet(n, "B") for n in (20, 32, 44, 56, 110)},
    "DenseNetBC40": cifar_densenet_bc(40, 12),
    "MobileNet": mobilenet(),
    "PeleeNet": peleenet().multiply_adds,
    "Dla34": dla34().multiply_adds,
    "CspDenseNet121": csp_densenet121()[1],
    "CoAtNet0": coatnet0()[1],
    "PaddedUNet": padded_unet(256, 320),
    "FcnResNet50Plain": fcn_resnet50(256, 320),
    "ResNet50Fpn": resnet50(256, 320) + pyramid((256, 512, 1024, 2048), 256, 320),
    "DenseNet121Fpn": densenet121(256, 320) + pyramid((256, 512, 1024, 1024), 256, 320),
}

PARAMETERS = {
    "known: ResNet20": cifar_resnet_parameters(20, "A"),
    "known: ResNet110B": cifar_resnet_parameters(110, "B"),
    "known: ResNet50": resnet50_parameters(),
    "known: DenseNet121": densenet121_parameters(),
    "SeResNet50": resnet50_parameters() + SE_RESNET50[0],
    "SeDenseNet121": densenet121_parameters() + SE_DENSENET121[0],
    **{f"ResNet{n}B": cifar_resnet_parameters(n, "B") for n in (20, 32, 44, 56)},
    "MobileNet": mobilenet_parameters(),
    "PeleeNet": peleenet().parameters,
    "Dla34": dla34().parameters,
    "CspDenseNet121": csp_densenet121()[0],
    "CoAtNet0": coatnet0()[0],
}

if __name__ == "__main__":
    for title, counts in (("multiply-adds", COUNTS), ("parameters", PARAMETERS)):
        print(title)
        for name, count in counts.items():
            print(f"  {name:22s} {count:,d}")
