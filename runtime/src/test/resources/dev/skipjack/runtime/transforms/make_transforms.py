"""Writes what torchvision makes of small pictures; run with torchvision 0.14 and Pillow 9.4.

photo.png is a part of the photo in ../pictures, noise.png random colours, both 20x24. For each line
of cases.txt, OPERATION NUMBER, changed-photo.png and changed-noise.png have one 20x24 after the other.
crop-*.png are resized_crop(photo of ../pictures, TOP, LEFT, HEIGHT, WIDTH), with the bilinear filter,
nearest-*.png the same with the nearest pixel.
"""
import numpy as np
from PIL import Image, ImageOps
from torchvision.transforms import InterpolationMode, functional
from torchvision.transforms.autoaugment import _apply_op

whole = Image.open("../pictures/photo.png").convert("RGB")
photo = whole.crop((30, 20, 54, 40))
photo.save("photo.png")
noise = Image.fromarray(np.random.default_rng(7).integers(0, 256, (20, 24, 3), np.uint8))
noise.save("noise.png")

trivial = {
    "shear_x": "ShearX", "shear_y": "ShearY", "translate_x": "TranslateX", "translate_y": "TranslateY",
    "rotate": "Rotate", "brightness": "Brightness", "colour": "Color", "contrast": "Contrast",
    "sharpness": "Sharpness", "auto_contrast": "AutoContrast", "equalize": "Equalize"}
operations = {
    "hue": functional.adjust_hue,
    "posterize": lambda picture, strength: _apply_op(
        picture, "Posterize", 8 - round(strength), InterpolationMode.NEAREST, None),
    "solarize": lambda picture, strength: _apply_op(
        picture, "Solarize", 255 - strength, InterpolationMode.NEAREST, None),
    "turn": lambda picture, degrees: functional.rotate(picture, degrees, InterpolationMode.BILINEAR),
    "brighten": functional.adjust_brightness,
    "saturate": functional.adjust_saturation,
    "contrast_by": functional.adjust_contrast,
    "mirror": lambda picture, _: ImageOps.mirror(picture),
    "flip": lambda picture, _: ImageOps.flip(picture),
}
for name, official in trivial.items():
    operations[name] = lambda picture, strength, official=official: _apply_op(
        picture, official, strength, InterpolationMode.NEAREST, None)

cases = [line.split() for line in open("cases.txt")]
for name, picture in (("photo", photo), ("noise", noise)):
    sheet = Image.new("RGB", (24, 20 * len(cases)))
    for i, (operation, number) in enumerate(cases):
        sheet.paste(operations[operation](picture, float(number)), (0, 20 * i))
    sheet.save("changed-%s.png" % name)

for top, left, height, width, to in (
        (3, 5, 30, 41, (24, 32)), (0, 0, 61, 97, (40, 40)), (40, 60, 9, 11, (33, 27)), (7, 9, 24, 32, (24, 32))):
    name = "%d-%d-%d-%d-%dx%d.png" % (top, left, height, width, *to)
    for kind, mode in (("crop", InterpolationMode.BILINEAR), ("nearest", InterpolationMode.NEAREST)):
        functional.resized_crop(whole, top, left, height, width, to, mode).save(kind + "-" + name)
