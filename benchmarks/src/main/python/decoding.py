"""Makes a folder of JPEGs, or reads one as torchvision users do; see benchmarks/README.md.

    decoding.py make PHOTOS FOLDER      2,000 JPEGs of 500x375 out of the photos of Debian's opencv-doc
    decoding.py measure FOLDER ROUNDS   a line for each round: pictures, seconds of the processor, seconds
"""
import os
import random
import sys
import time

from PIL import Image

PHOTOS = """aero1 aero3 aloeL apple baboon board building butterfly fruits home leuvenA messi5 orange
squirrel_cls starry_night stuff""".split()


def make(photos, folder):
    chance = random.Random(1)
    os.makedirs(folder, exist_ok=True)
    opened = [Image.open(os.path.join(photos, name + ".jpg")).convert("RGB") for name in PHOTOS]
    for i in range(2000):
        photo = opened[i % len(opened)]
        width = min(photo.width, photo.height * 4 // 3)
        width = int(width * chance.uniform(0.6, 1))
        height = width * 3 // 4
        left = chance.randint(0, photo.width - width)
        top = chance.randint(0, photo.height - height)
        part = photo.crop((left, top, left + width, top + height)).resize((500, 375), Image.BICUBIC)
        part.save(os.path.join(folder, "%04d.jpg" % i), quality=chance.randint(80, 95))


def measure(folder, rounds):
    import torch
    from torchvision import transforms

    torch.set_num_threads(1)
    transform = transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip()])
    files = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    for _ in range(rounds):
        processor, wall = time.process_time(), time.perf_counter()
        for file in files:
            with open(file, "rb") as bytes:
                transform(Image.open(bytes).convert("RGB"))
        print(len(files), time.process_time() - processor, time.perf_counter() - wall, flush=True)


if sys.argv[1] == "make":
    make(sys.argv[2], sys.argv[3])
else:
    measure(sys.argv[2], int(sys.argv[3]))
