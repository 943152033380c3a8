"""Writes the pictures of this folder and what Pillow makes of them; run with Pillow 9.4 and numpy.

Each NAME.EXT has NAME.EXT.grey.png and NAME.EXT.rgb.png beside it: convert("L") and convert("RGB"),
upright. Each resized-WxH.png is resize((W, H), BILINEAR) of photo.png, framed-*.png what torchvision's
Resize and CenterCrop make of it (torchvision/transforms/functional.py, _compute_resized_output_size
and center_crop, written out below).
"""
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps


def png(name, samples, colour, depth=8, palette=None, transparency=None, gamma=None, exif=None):
    height, width = samples.shape[:2]
    rows = b"".join(
        b"\0" + samples[y].astype(">u2" if depth == 16 else np.uint8).tobytes() for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    out = b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    for kind, data in ((b"gAMA", gamma), (b"eXIf", exif), (b"PLTE", palette), (b"tRNS", transparency)):
        if data:
            out += chunk(kind, data)
    with open(name, "wb") as file:
        file.write(out + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


v = np.array([[0, 32, 64, 96, 128, 160, 192, 255]] * 2, np.uint8)
wide = v.astype(np.uint16) * 257
rgb = np.stack([v, v // 2, 255 - v], -1)
png("gray8.png", v, 0)
png("gray-alpha.png", np.stack([v, np.full_like(v, 255)], -1), 4)
png("gray-alpha-half.png", np.stack([v, np.full_like(v, 128)], -1), 4)
png("gray-alpha16.png", np.stack([wide, np.full(v.shape, 65535, np.uint16)], -1), 4, 16)
png("gray-transparency.png", v, 0, transparency=struct.pack(">H", 255))
png("gray-gamma.png", v, 0, gamma=struct.pack(">I", 100000))
png("gray16.png", wide, 0, 16)
png("rgb.png", rgb, 2)
png("rgb16.png", rgb.astype(np.uint16) * 257, 2, 16)
png("rgb-transparency.png", np.stack([v, v, v], -1), 2, transparency=struct.pack(">HHH", 128, 128, 128))
png("rgba-clear.png", np.concatenate([rgb, np.zeros_like(rgb[..., :1])], -1), 6)
png("rgba-half.png", np.concatenate([rgb, np.full_like(rgb[..., :1], 128)], -1), 6)
index = np.array([[0, 1, 2, 3, 4, 5, 6, 7]] * 2, np.uint8)
grays = b"".join(bytes([i * 30, i * 30, i * 30]) for i in range(8))
colours = b"".join(bytes([i * 30, 255 - i * 30, i * 11]) for i in range(8))
png("palette-gray.png", index, 3, palette=grays)
png("palette.png", index, 3, palette=colours)
png("palette-transparency.png", index, 3, palette=colours, transparency=bytes([0, 128, 255, 0]))
for bits in (1, 2, 4):
    most = (1 << bits) - 1
    values = np.array([[0, 1, 1, 0, most, most // 2, most, 0]] * 2, np.uint8)
    packed = np.zeros((2, bits), np.uint8)
    for x in range(8):
        packed[:, x * bits // 8] |= values[:, x] << (8 - bits - x * bits % 8)
    png("gray%d.png" % bits, packed, 0, 8)
    data = open("gray%d.png" % bits, "rb").read()
    head = data[12:16] + struct.pack(">IIBBBBB", 8, 2, bits, 0, 0, 0, 0)
    with open("gray%d.png" % bits, "wb") as file:
        file.write(data[:12] + head + struct.pack(">I", zlib.crc32(head)) + data[33:])
picture = Image.fromarray(rgb)
Image.fromarray(v, "L").save("gray.gif")
picture.convert("P", palette=Image.ADAPTIVE).save("colour.gif")
Image.fromarray(v, "L").save("gray.bmp")
picture.save("colour.bmp")
Image.fromarray(v, "L").save("gray.tif")
picture.save("colour.tif")

quarters = np.zeros((40, 64, 3), np.uint8)
quarters[:20, :32], quarters[:20, 32:] = [255, 0, 0], [0, 255, 0]
quarters[20:, :32], quarters[20:, 32:] = [0, 0, 255], [255, 255, 255]
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(quarters).save("exif%d.jpg" % orientation, quality=95, exif=exif)
little = b"II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"
png("exif6.png", rgb, 2, exif=little)
# Pillow's orientation of TIFF is a tag of the file itself
Image.fromarray(rgb).save("exif8.tif", tiffinfo={274: 8})

random = np.random.RandomState(0)
noise = random.randint(0, 256, (24, 31, 3)).astype(np.uint8)
photo = Image.fromarray(noise).resize((97, 61), Image.BICUBIC)
photo.save("photo.png")
photo.save("photo.jpg", quality=90)
photo.save("progressive.jpg", quality=90, progressive=True)
photo.convert("L").save("photo-gray.jpg", quality=90)
photo.convert("P").save("photo.gif")
photo.save("photo.bmp")
photo.save("photo.tif")
photo.save("photo-deflate.tif", compression="tiff_adobe_deflate")

# Four inks as Adobe writes them, inverted; with the three colours as luma; and without Adobe's marker
inks = np.asarray(photo.convert("CMYK")).astype(int)
black = inks[..., :3].min(-1) // 2
inks = np.concatenate([inks[..., :3] - black[..., None], black[..., None]], -1).astype(np.uint8)
Image.fromarray(inks, "CMYK").save("cmyk.jpg", quality=95)
luma = np.asarray(Image.fromarray(inks[..., :3]).convert("YCbCr"))
luma = np.concatenate([255 - luma, inks[..., 3:]], -1)
Image.fromarray(luma, "CMYK").save("ycck.jpg", quality=95)


def marked(name, to, jfif=True, adobe=True, transform=None, identifiers=None):
    """A copy of a JPEG without a marker, or with another number or other names of components in it."""
    data = open(name, "rb").read()
    out, at = data[:2], 2
    while data[at + 1] != 0xDA:
        segment = data[at:at + 2 + struct.unpack(">H", data[at + 2:at + 4])[0]]
        at += len(segment)
        if segment[1] == 0xEE and transform is not None:
            segment = segment[:15] + bytes([transform])
        if segment[1] == 0xC0 and identifiers:
            for i, identifier in enumerate(identifiers):
                segment = segment[:10 + 3 * i] + bytes([identifier]) + segment[11 + 3 * i:]
        if not (segment[1] == 0xE0 and not jfif or segment[1] == 0xEE and not adobe):
            out += segment
    data = bytearray(data[at:])
    for i, identifier in enumerate(identifiers or ()):
        data[5 + 2 * i] = identifier
    with open(to, "wb") as file:
        file.write(out + data)


marked("ycck.jpg", "ycck.jpg", transform=2)
marked("cmyk.jpg", "cmyk-unmarked.jpg", adobe=False)
photo.save("unmarked.jpg", quality=90, subsampling=0)
marked("unmarked.jpg", "unmarked.jpg", jfif=False)
Image.merge("YCbCr", photo.split()).save("rgb-named.jpg", quality=90, subsampling=0)
marked("rgb-named.jpg", "rgb-named.jpg", jfif=False, identifiers=b"RGB")
# A profile whose red is blue, which nobody must apply
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
profile = profile.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
profile = profile[:24] + b"\x07\xea\0\1\0\1\0\0\0\0\0\0" + profile[36:]  # its date
photo.save("profile.jpg", quality=90, icc_profile=profile)
half = photo.convert("RGBA")
half.putalpha(128)
photo.save("lossless.webp", lossless=True)
sideways = Image.Exif()
sideways[0x0112] = 6
photo.save("exif6.webp", lossless=True, exif=sideways)
half.save("alpha.webp", lossless=True, exact=True)
photo.save("photo.webp", quality=80)
wide_palette = photo.convert("P", palette=Image.ADAPTIVE, colors=13)
wide_palette.save("photo-palette4.png", bits=4)

names = [
    "gray8.png", "gray-alpha.png", "gray-alpha-half.png", "gray-transparency.png", "gray-gamma.png",
    "gray1.png", "gray2.png", "gray4.png", "rgb.png", "rgb16.png", "rgb-transparency.png",
    "rgba-clear.png", "rgba-half.png", "palette-gray.png", "palette.png", "palette-transparency.png",
    "gray.gif", "colour.gif", "gray.bmp", "colour.bmp", "gray.tif", "colour.tif", "exif6.png", "exif8.tif",
    "photo.png", "photo.gif", "photo.bmp", "photo.tif", "photo-deflate.tif", "photo-palette4.png",
    "lossless.webp", "alpha.webp", "photo.webp"]
for name in names + ["exif%d.jpg" % i for i in range(1, 9)] + ["photo.jpg", "progressive.jpg", "photo-gray.jpg"] + [
        "cmyk.jpg", "ycck.jpg", "cmyk-unmarked.jpg", "unmarked.jpg", "rgb-named.jpg", "profile.jpg"]:
    upright = Image.open(name)
    upright.load()  # which turns TIFF already
    if not name.endswith(".tif"):
        upright = ImageOps.exif_transpose(upright)
    upright.info.clear()  # else what was transparent would be
    upright.convert("L").save("expected/" + name + ".grey.png")
    upright.convert("RGB").save("expected/" + name + ".rgb.png")

for width, height in [(97, 61), (96, 60), (48, 30), (32, 32), (13, 7), (1, 1), (120, 90), (97, 20), (30, 61), (150, 20)]:
    photo.resize((width, height), Image.BILINEAR).save("expected/resized-%dx%d.png" % (width, height))
lines = np.zeros((512, 512), np.uint8)
lines[:, ::16] = 255
lines[:, 1::16] = 255
Image.fromarray(lines).save("lines16.png")
for size in (224, 64, 32):
    Image.fromarray(lines).resize((size, size), Image.BILINEAR).save("expected/lines16-%d.png" % size)


def framed(image, shorter, crop_height, crop_width):
    width, height = image.size
    short, long = min(width, height), max(width, height)
    new_short, new_long = shorter, int(shorter * long / short)
    new_width, new_height = (new_short, new_long) if width <= height else (new_long, new_short)
    image = image.resize((new_width, new_height), Image.BILINEAR)
    top = int(round((new_height - crop_height) / 2.0))
    left = int(round((new_width - crop_width) / 2.0))
    return image.crop((left, top, left + crop_width, top + crop_height))


for image, name in ((photo, "wide"), (photo.transpose(Image.ROTATE_90), "tall")):
    for shorter, size in ((37, 32), (32, 32), (61, 20), (40, 35)):
        framed(image, shorter, size, size).save("expected/framed-%s-%d-%d.png" % (name, shorter, size))
photo.transpose(Image.ROTATE_90).save("tall.png")
