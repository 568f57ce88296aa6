"""graphs.py - the graphs that are measured, as `u v w` text made once in the cache folder, and vertices drawn from them."""
import lzma
import os
import random
import shutil
import sys

from programs import Failure

ASKER = "grid rows={0} cols={0} drop=0.03 weights=1..1000 --seed=1"


def models(scale):
    """What each graph is made by. scale: 1 is the real size, 4 a sixteenth of the vertices."""
    side, bits = 1000 // scale, 20 - 2 * (scale.bit_length() - 1)
    return {"grid": ASKER.format(side),
            "shuffled": "grid",
            "rmat": f"rmat scale={bits} edgefactor=16 weights=1..255 --seed=1",
            "er": f"er n={1000000 // scale**2} degree=16 weights=1..255 --seed=1",
            "NY": "NY.gr.xz"}


def make_generated(cowpath, path, model):
    part, clean = path + ".part.txt", path + ".clean.txt"
    cowpath.batch(f"generate {model}", f"save '{part}' --output=edgelist")
    # igraph's reader takes numbers only, neither header nor comments.
    with open(part, "rb") as source, open(clean, "wb") as target:
        line = source.readline()
        while line and not line[:1].isdigit():
            line = source.readline()
        target.write(line)
        shutil.copyfileobj(source, target, 1 << 20)
    os.remove(part)
    os.replace(clean, path)


def make_shuffled(path, original):
    """The same graph with other numbers, its edges in any order."""
    chosen = random.Random(1)
    with open(original, encoding="ascii") as file:
        edges = [line.split() for line in file]
    vertices = sorted({int(end) for u, v, _ in edges for end in (u, v)})
    numbers = list(range(len(vertices)))
    chosen.shuffle(numbers)
    number_of = {str(vertex): number for vertex, number in zip(vertices, numbers)}
    chosen.shuffle(edges)
    with open(path + ".part", "w", encoding="ascii") as file:
        file.writelines(f"{number_of[u]} {number_of[v]} {w}\n" for u, v, w in edges)
    os.replace(path + ".part", path)


def find_shared(name):
    for folder in (os.environ.get("COW_SHARED"), os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared")):
        if folder and os.path.exists(os.path.join(folder, "data/graphs", name)):
            return os.path.join(folder, "data/graphs", name)
    return None


def make_roads(path, original):
    """The roads of New York; the file has no lengths, so they are drawn."""
    chosen = random.Random(1)
    with lzma.open(original, "rt", encoding="ascii") as source, open(path + ".part", "w", encoding="ascii") as target:
        for line in source:
            fields = line.split()
            if len(fields) == 2 and fields[0].isdigit():
                target.write(f"{fields[0]} {fields[1]} {chosen.randint(1, 1000)}\n")
    os.replace(path + ".part", path)


def make_graph(cowpath, folder, name, scale=1, model=None):
    """The path of a graph, which is made when it is not there; None: what it is made from is not here."""
    model = model or models(scale)[name]
    path = os.path.join(folder, f"{name}{'' if scale == 1 or model.endswith('.xz') else f'-{scale}'}.txt")
    if os.path.exists(path):
        return path
    print(f"making {path}", file=sys.stderr)
    if model == "grid":
        make_shuffled(path, make_graph(cowpath, folder, "grid", scale))
    elif model.endswith(".xz"):
        original = find_shared(model)
        if not original:
            print(f"{model} is not here (COW_SHARED says where to look): {name} is left out", file=sys.stderr)
            return None
        make_roads(path, original)
    else:
        make_generated(cowpath, path, model)
    return path


def draw(path, count, seed, per_line=1):
    """`count` vertices, each an end of an edge at a random place of the file; with per_line 2 pairs of them. No vertex twice at first."""
    chosen, drawn = random.Random(seed), []
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        seen, tries = set(), 0
        while len(drawn) < count:
            line = []
            while len(line) < per_line:
                tries += 1
                if tries > 1000 * count * per_line:
                    raise Failure(f"{path}: fewer than {count} vertices to draw from")
                file.seek(chosen.randrange(size))
                file.readline()
                fields = file.readline().split()
                if len(fields) >= 2 and fields[0].isdigit() and (line or fields[0] not in seen):
                    line.append(fields[0])
            seen.add(line[0])
            drawn.append([word.decode() for word in line])
    return drawn


def draw_file(path, count, seed):
    """A file with `count` sources, one a line, beside the graph."""
    name = f"{path[:-4]}.{count}.sources"
    with open(name, "w", encoding="ascii") as file:
        file.writelines(f"{source}\n" for (source,) in draw(path, count, seed))
    return name
