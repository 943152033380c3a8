"""Files of named tensors in the safetensors format, without the package of that name.

Eight bytes of header length, a JSON header with type, shape and offsets of each tensor, then their
bytes without gaps, all little endian (huggingface/safetensors, README "Format").
"""

import json
import struct

import numpy
import torch

_NAMES = {torch.float32: "F32", torch.float64: "F64"}
_TYPES = {"F32": numpy.dtype("<f4"), "F64": numpy.dtype("<f8")}


def write(file, tensors):
    """Writes float32 and float64 tensors by their names."""
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        end = offset + tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, end],
        }
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(struct.pack("<Q", len(text)))
        out.write(text)
        for tensor in tensors.values():
            out.write(tensor.detach().contiguous().numpy().tobytes())


def read(file):
    """Reads every tensor, as float32 or float64, by its name."""
    with open(file, "rb") as data:
        (length,) = struct.unpack("<Q", data.read(8))
        header = json.loads(data.read(length))
        header.pop("__metadata__", None)
        tensors = {}
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            data.seek(8 + length + begin)
            values = numpy.frombuffer(data.read(end - begin), _TYPES[entry["dtype"]])
            tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
        return tensors
