"""Single convolutions in PyTorch on one thread, beside ConvolutionMethods; see benchmarks/README.md.

    convolutions.py SHAPE...      IN:OUT:KERNEL:STRIDE:GROUPS:SIDE:IMAGES

A line for each shape: milliseconds of the processor, forward and gradients (of data, unless there are three
channels, and weights), the median of 15 rounds in the better of both layouts.
"""
import statistics
import sys
import time

import torch

ROUNDS = 15
SECONDS = 0.02


def median(run):
    once = -time.process_time()
    run()
    once += time.process_time()
    repeats = max(1, int(SECONDS / max(once, 1e-6)))
    times = []
    for _ in range(ROUNDS + 3):
        begin = time.process_time()
        for _ in range(repeats):
            run()
        times.append((time.process_time() - begin) / repeats)
    return 1000 * statistics.median(times[3:])


def measure(shape, layout):
    ins, outs, kernel, stride, groups, side, images = map(int, shape.split(":"))
    conv = torch.nn.Conv2d(ins, outs, kernel, stride, kernel // 2, groups=groups, bias=False)
    conv = conv.to(memory_format=layout)
    x = torch.randn(images, ins, side, side).contiguous(memory_format=layout)
    with torch.no_grad():
        forward = median(lambda: conv(x))
    x.requires_grad_(ins > 3)
    y = conv(x)
    g = torch.randn_like(y).contiguous(memory_format=layout)
    wanted = [conv.weight] + ([x] if ins > 3 else [])
    gradients = median(lambda: torch.autograd.grad(y, wanted, g, retain_graph=True))
    return forward, gradients


if __name__ == "__main__":
    torch.set_num_threads(1)
    for shape in sys.argv[1:]:
        both = [measure(shape, layout) for layout in (torch.contiguous_format, torch.channels_last)]
        print(f"| {shape} | {min(f for f, _ in both):.2f} | {min(g for _, g in both):.2f} |", flush=True)
