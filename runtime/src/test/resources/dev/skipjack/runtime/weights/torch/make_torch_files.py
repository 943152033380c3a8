"""Writes the .pth files of TorchFileTest with PyTorch (1.13.1 of Debian 12): python3 make_torch_files.py"""
import argparse
import collections
import os
import pickle
import zipfile

import torch


def ramp(*shape, dtype=torch.float32):
    """Element i, in C order, is (i - 3) / 4: exact in half and bfloat16 too."""
    count = 1
    for size in shape:
        count *= size
    return ((torch.arange(count, dtype=torch.float64) - 3) / 4).reshape(shape).to(dtype)


base = ramp(40)
tensors = collections.OrderedDict(
    float=ramp(4, 3, 2, 2),
    double=ramp(5, dtype=torch.float64),
    half=ramp(2, 3, dtype=torch.float16),
    bfloat16=ramp(3, 2, dtype=torch.bfloat16),
    scalar=ramp(1).reshape(()),
    empty=torch.zeros(0, 3),
    transposed=ramp(3, 5).t(),
    channels_last=ramp(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    shared_begin=base[:10],
    shared_middle=base[10:30].reshape(4, 5),
    every_other=base[::2],
    num_batches_tracked=torch.tensor(7),
)
torch.save(tensors, "plain.pth")
torch.save(tensors, "stream.pth", _use_new_zipfile_serialization=False)
torch.save(tensors, "protocol4.pth", pickle_protocol=4)

model = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 1, bias=False), torch.nn.BatchNorm2d(3))
with torch.no_grad():
    model[0].weight.copy_(ramp(3, 2, 1, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(ramp(1, 2, 4, 4)).sum().backward()
optimizer.step()
with torch.no_grad():
    model[0].weight.copy_(ramp(3, 2, 1, 1))
parallel = torch.nn.DataParallel(model)
for name, new in (("checkpoint.pth", True), ("checkpoint-stream.pth", False)):
    torch.save(
        {
            "epoch": 3,
            "args": argparse.Namespace(lr=0.1) if new else "lr 0.1",
            "optimizer": optimizer.state_dict(),
            "state_dict": parallel.state_dict(),
        },
        name,
        _use_new_zipfile_serialization=new,
    )
torch.save(dict(model.named_parameters()), "parameters.pth")
torch.save(model, "module.pth")
torch.jit.script(model.eval()).save("script.pth")


class Evil:
    def __reduce__(self):
        return os.system, ("touch evil-was-here",)


torch.save({"weight": ramp(3), "extra": Evil()}, "evil.pth")

weights = collections.OrderedDict(weight=ramp(3))
torch.save(  # as pytorch/examples/imagenet has it
    {"epoch": 3, "arch": "resnet18", "state_dict": weights, "best_acc1": torch.tensor(71.5)}, "best.pth"
)
torch.save({"model": weights, "lr_scheduler": {"milestones": collections.Counter([30])}}, "milestones.pth")
torch.save({"_orig_mod.module.weight": ramp(3)}, "compiled.pth")
torch.save({"model": weights, "net": collections.OrderedDict(weight=-ramp(3))}, "two.pth")
