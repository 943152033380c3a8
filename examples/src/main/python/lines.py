#!/usr/bin/python3
"""Lines of code of our networks beside torchvision's and timm's, for docs/lines.md.

  lines.py     a line for each network that one of them has too; fails if ours is longer

Counted are lines with code: no comments, no docstrings, no blank lines, no package, no imports. Ours:
the class and, once each, the blocks and models that it places, by whatever way. Theirs: the function
that makes the network and, once each, what it needs of its own file, by whatever way; not the lists of
weights, not what their other files have. Needs Debian's python3-torchvision and timm 1.0.29, the wheel of
PyPI without what it asks for but huggingface-hub and safetensors.
"""

import ast
import inspect
import io
import pathlib
import re
import sys
import tokenize

import timm

import names

OURS = pathlib.Path(__file__).parents[1] / "java/dev/skipjack/examples/networks"
LAYOUT = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)
TIMM = {
    **{f"Vgg{n}": f"vgg{n}" for n in (11, 13, 16, 19)},
    **{f"Vgg{n}Bn": f"vgg{n}_bn" for n in (11, 13, 16, 19)},
    **{f"ResNet{n}": f"resnet{n}" for n in (18, 34, 50, 101, 152)},
    "ResNeXt50": "resnext50_32x4d",
    "ResNeXt101": "resnext101_32x8d",
    "WideResNet50": "wide_resnet50_2",
    "InceptionV3": "inception_v3",
    **{f"DenseNet{n}": f"densenet{n}" for n in (121, 161, 169, 201)},
    "MnasNet": "mnasnet_100",
    "ConvNeXtTiny": "convnext_tiny",
    "ViTB16": "vit_base_patch16_224",
    "RegNetY400": "regnety_004",
    "MobileNetV2": "mobilenetv2_100",
    "MobileNetV3Small": "mobilenetv3_small_100",
    "MobileNetV3Large": "mobilenetv3_large_100",
    "EfficientNetB0": "efficientnet_b0",
    "MobileNet": "mobilenetv1_100",
    "SeResNet50": "seresnet50",
    "Dla34": "dla34",
    "VoVNet39": "vovnet39a",
    "CoAtNet0": "coatnet_0_224",
}
# several files make one of these, and much of those is losses and boxes
OF_SEVERAL_FILES = {"FcnResNet50", "FcnResNet50Plain", "ResNet50Fpn", "RetinaNet"}
PLACED = re.compile(r"@(?:Repeat|Backbone)\b[^)]*?(\w+)\.class", re.DOTALL)


def python_lines(source):
    """The numbers of lines with code."""
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)) or is_docstring(node):
            lines.difference_update(range(node.lineno, node.end_lineno + 1))
    return lines


def is_docstring(node):
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def torchvision(network):
    """Lines, or None if it has no such network."""
    function = names.NETWORKS.get(network)
    return python(getattr(function, "func", function)) if function else None


def of_timm(network):
    """Lines, or None if it has no such network."""
    name = TIMM.get(network)
    return python(timm.models.model_entrypoint(name)) if name else None


def python(function):
    """Of the function and what it needs of its file."""
    function = inspect.unwrap(function)
    source = inspect.getsource(sys.modules[function.__module__])
    definitions = {}
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            definitions[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            definitions[node.targets[0].id] = node
        elif isinstance(node, ast.AnnAssign):
            definitions[node.target.id] = node
    needed, open_ends = {}, [function.__name__]
    while open_ends:
        name = open_ends.pop()
        node = definitions.get(name)
        if name in needed or node is None or name.endswith("_Weights") or name == "__all__":
            continue
        needed[name] = node
        # a decorator tells which weights there are, and belongs to them
        inside = [child for child in ast.walk(node) if isinstance(child, ast.Name)]
        open_ends += [child.id for child in inside]
    lines = set()
    for node in needed.values():
        lines.update(range(node.lineno, node.end_lineno + 1))
    return len(lines & python_lines(source))


def java(name, seen):
    """Of the class and what it places."""
    if name in seen:
        return 0
    seen.add(name)
    source = next(OURS.rglob(f"{name}.java")).read_text()
    code = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    lines = [line.split("//")[0].strip() for line in code.splitlines()]
    own = [line for line in lines if line and not line.startswith(("package ", "import "))]
    return len(own) + sum(java(placed, seen) for placed in PLACED.findall(code))


def main():
    longer = False
    print("| network | ours | torchvision | timm |\n|---|---:|---:|---:|")
    for network in dict.fromkeys([*names.NETWORKS, *TIMM]):
        if network not in OF_SEVERAL_FILES:
            ours = java(network, set())
            theirs = torchvision(network), of_timm(network)
            longer |= any(lines is not None and ours > lines for lines in theirs)
            shown = ["" if lines is None else f" {lines:,d}" for lines in theirs]
            print(f"| `{network}` | {ours} |{shown[0]} |{shown[1]} |")
    return 1 if longer else 0


if __name__ == "__main__":
    sys.exit(main())
