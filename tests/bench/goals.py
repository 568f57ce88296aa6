"""goals.py - the one table: task, graph, cowpath and each peer side by side, the goal, met or not.

A graph is loaded once by every program, then they take turns: in each round every program answers the same questions. The medians are
compared, or the minima where others use the machine. All programs must come to the same sum of distances.
"""
import json
import os
import statistics
import subprocess
import sys

from graphs import draw, draw_file, make_graph, models
from programs import HERE, MEGABYTE, PYTHON, Failure, Meter, Peer, Session, Unknown, agree, number, print_table, total

PEERS = ("lemon", "boost", "igraph", "scipy", "networkx")
DIJKSTRAS = ("lemon", "boost", "igraph", "scipy")
PATIENCE_SECONDS = 8  # a program answers in as many rounds as fit in here, and in two at least
PAIRS_A_ROUND = 3
SMALL = 200 * MEGABYTE  # of text: networkx takes 500 bytes an edge


class Row:
    """One line: what each program took, in the unit that the task says, and what we want."""

    take = statistics.median  # of the rounds

    def __init__(self, graph, task, factor=None, against=(), limit=None, more=False, best=None):
        self.graph, self.task, self.factor, self.against = graph, task, factor, against
        self.limit, self.more = limit, more  # instead of a factor: at most so much, with more: at least
        self.best = best                     # another row that the factor is against
        self.cells, self.note = {}, ""

    def add(self, program, value):
        self.cells.setdefault(program, []).append(value)

    def value(self, program):
        return max(self.cells[program]) if self.more and Row.take is min else Row.take(self.cells[program])

    def best_peer(self):
        row = self.best or self
        return min((row.value(peer) for peer in self.against if peer in row.cells), default=None)

    def ratio(self):
        best = self.best_peer()
        return best / self.value("cowpath") if best and "cowpath" in self.cells else None

    def is_met(self):
        """None: cannot be told here."""
        if "cowpath" not in self.cells:
            return None
        if self.limit is not None:
            return self.value("cowpath") >= self.limit if self.more else self.value("cowpath") <= self.limit
        ratio = self.ratio()
        return None if ratio is None or self.factor is None else ratio >= self.factor

    def goal(self):
        if self.limit is not None:
            return f"{'>=' if self.more else '<='} {number(self.limit)}"
        if self.factor is None:
            return ""
        names = {DIJKSTRAS: "best", ("cowpath 1",): "1 worker"}
        return f"{self.factor:g} x {names.get(self.against, self.against[0] if self.against else '')}"

    def line(self, rounds):
        def cell(program):
            if program not in self.cells:
                return ""
            few = len(self.cells[program]) < rounds and len(self.cells[program]) < self.runs()
            return number(self.value(program)) + (f" ({len(self.cells[program])})" if few else "")

        ratio, met = self.ratio(), self.is_met()
        return [self.task, self.graph, cell("cowpath"), *map(cell, PEERS), number(ratio) if ratio else "", self.goal(),
                self.note or {None: "", True: "yes", False: "NO"}[met]]

    def runs(self):
        return max(map(len, self.cells.values()), default=0)


class Table:
    def __init__(self):
        self.rows = []

    def row(self, *arguments, **named):
        self.rows.append(Row(*arguments, **named))
        return self.rows[-1]

    def print(self, title, rounds):
        print_table(title, ["task", "graph", "cowpath", *PEERS, "ratio", "goal", "met"], [row.line(rounds) for row in self.rows])


class Race:
    """One graph and all programs that have loaded it."""

    def __init__(self, table, cowpath, commands, name, path, rounds):
        self.table, self.name, self.path, self.rounds = table, name, path, rounds
        self.session = Session(cowpath.program)
        self.peers = []
        self.load_row = table.row(name, "load text, one core, s", 3, ("scipy",))
        self.peak_row = table.row(name, "peak of the run, MB")
        try:
            self.session.ask(f"load '{path}' --undirected")
            for peer, command in commands.items():
                if peer != "networkx" or (os.path.getsize(path) < SMALL and name == "grid"):
                    print(f"{name}: {peer} loads", file=sys.stderr)
                    self.peers.append(Peer(peer, command, path))
                    self.load_row.add(peer, self.peers[-1].loaded["load_seconds"])
        except Failure:
            self.close()
            raise

    def close(self):
        for peer in self.peers:
            self.peak_row.add(peer.name, peer.peak_rss_bytes / MEGABYTE)
            peer.close()
        self.peak_row.add("cowpath", self.session.peak_bytes() / MEGABYTE)
        self.session.close()

    def ours(self, row, line, cost, count):
        """Asks cowpath; the time of one of `count` questions in ms. Returns the sum of costs."""
        seconds, rows = self.session.ask(line)
        row.add("cowpath", 1000 * seconds / count)
        return total(rows, cost)

    def turns(self, row, line_of, question_of, queries, cost):
        """All programs in turns. queries: of each round. Rows beside row: [(row, line)] of cowpath's other ways to the same answer."""
        programs = ["cowpath", *(peer for peer in self.peers if question_of and (peer.name != "networkx" or row.task == "SSSP, ms"))]
        if question_of and "p2p" in question_of("0 0"):
            programs = [program for program in programs if program == "cowpath" or program.name != "scipy"]
        spent = {}
        self.session.ask(line_of(queries[0][0]))  # a view that is made for the first question is kept for the others
        for place, asked in enumerate(queries):
            sums = {}
            turn = place % len(programs)
            for program in programs[turn:] + programs[:turn]:
                name = program if program == "cowpath" else program.name
                if place >= 2 and spent.get(name, 0) * (place + 1) / place > PATIENCE_SECONDS * len(asked):
                    continue
                for query in asked:
                    if program == "cowpath":
                        result = self.ours(row, line_of(query), cost, 1)
                        spent[name] = 0
                    else:
                        answer = program.ask(question_of(query))
                        row.add(name, 1000 * answer["seconds"])
                        spent[name] = spent.get(name, 0) + answer["seconds"]
                        result = answer["sum_of_distances"]
                    sums[name] = sums.get(name, 0) + int(result)
            for other in sums:
                agree(f"{self.name}, {row.task}: {other} and cowpath", sums[other], sums["cowpath"])

    def many(self, row, line, count, check):
        """A batch: time per source. check: the sum that must come out, or None."""
        self.session.ask(line)
        for _ in range(self.rounds):
            result = self.ours(row, line, "sum", count)
            if check is not None:
                agree(f"{self.name}, {row.task}", result, check)
        return result


def measure_searches(race, names):
    """One source, a pair, many sources. names: what kind of graph it is."""
    table, name, path, rounds = race.table, race.name, race.path, race.rounds
    singles = [query for (query,) in draw(path, rounds, 2)]
    pairs = [" ".join(pair) for pair in draw(path, rounds * PAIRS_A_ROUND, 3, 2)]
    per_round = [pairs[i : i + PAIRS_A_ROUND] for i in range(0, len(pairs), PAIRS_A_ROUND)]
    one = [[single] for single in singles]
    wide = names == "wide"

    sssp = table.row(name, "SSSP, ms", {"rmat": 6, "er": 4}.get(name, 3), DIJKSTRAS)
    race.turns(sssp, lambda s: f"distances {s} --workers=1", lambda s: f"sssp {s}", one, "sum")
    both = table.row(name, "SSSP, two workers on one source, ms", 1.2, ("cowpath 1",))
    both.cells["cowpath 1"] = sssp.cells["cowpath"]
    race.turns(both, lambda s: f"distances {s} --workers=2 --together=yes", None, one, "sum")
    bfs = table.row(name, "BFS, ms", 10 if wide else None, ("lemon",))
    race.turns(bfs, lambda s: f"distances {s} --weight=none --workers=1", lambda s: f"bfs {s}", one, "sum")
    plain = table.row(name, "pair, one-sided, ms")
    race.turns(plain, lambda p: f"path {p} --algorithm=dijkstra --workers=1", None, per_round, "cost")
    pair = table.row(name, "pair, from both ends, ms", 10 if wide else 3, ("lemon",))
    race.turns(pair, lambda p: f"path {p} --algorithm=bidirectional --workers=1", lambda p: f"p2p {p}", per_round, "cost")

    few, many, most = (draw_file(path, count, 4) for count in (16, 64, 512))
    batch = table.row(name, "SSSP, 16 sources, ms a source", 8 if wide else None, ("lemon",), best=sssp)
    check = race.many(batch, f"distances '@{few}' --workers=1", 16, None)
    agree(f"{name}, {batch.task}: at once and one by one", check,
          total(race.session.ask(f"distances '@{few}' --shard=1/1")[1], "sum"))
    alone = table.row(name, "SSSP, 64 sources, one worker, ms a source", None, ("lemon",), best=sssp)
    check = race.many(alone, f"distances '@{many}' --workers=1", 64, None)
    two = table.row(name, "SSSP, 64 sources, two workers, ms a source", 1.9, ("cowpath 1",))
    two.cells["cowpath 1"] = alone.cells["cowpath"]
    race.many(two, f"distances '@{many}' --workers=2", 64, check)
    for count, file in ((64, many), (512, most)) if wide else ((64, many),):
        row = table.row(name, f"BFS, {count} sources, ms a source", 100 if wide else None, ("lemon",), best=bfs)
        race.many(row, f"distances '@{file}' --weight=none --workers=1", count, None)
    return sssp


def measure_indexes(race, sssp):
    """Rows of what an index answers, where there is one for the graph."""
    table, name, path = race.table, race.name, race.path
    wide = name in ("rmat", "er")
    if wide:
        return
    single = table.row(name, "pair, 16 landmarks, a command each, ms")
    landmarks = table.row(name, "pair, 16 landmarks, of 256 paths in one command, ms", limit=2.0)
    pairs = [" ".join(pair) for pair in draw(path, race.rounds * PAIRS_A_ROUND, 3, 2)]
    few, many = draw_file(path, 16, 4), draw_file(path, 64, 4)

    def ask_landmarks():
        race.turns(single, lambda p: f"path {p} --algorithm=alt --workers=1", None, [[pair] for pair in pairs], "cost")
        compare(((landmarks, f"path '@{few}' '@{few}' --algorithm={{}}", "cost", 256, "alt"),))

    def compare(questions):
        for row, line, cost, count, algorithm in questions:
            check = total(race.session.ask(line.format("dijkstra"))[1], cost)
            for _ in range(race.rounds):
                found = race.ours(row, line.format(algorithm) + " --workers=1", cost, count)
                agree(f"{name}, {row.task}", found, check)

    attempt(race, landmarks, "index build alt", ask_landmarks, single)
    pair = table.row(name, "pair with index ch, of 256 paths in one command, ms", limit=0.18)
    matrix = table.row(name, "pair with index ch, of 64 x 64 costs, ms", limit=0.12)
    sweep = table.row(name, "many sources, ch sweep, ms a source", 100, ("lemon",), best=sssp)

    def ask_index():
        compare(((sweep, f"distances '@{many}' --algorithm={{}}", "sum", 64, "phast"),
                 (matrix, f"distances '@{many}' '@{many}' --algorithm={{}}", "cost", 4096, "ch"),
                 (pair, f"path '@{few}' '@{few}' --algorithm={{}}", "cost", 256, "ch")))

    attempt(race, pair, "index build ch", ask_index, matrix, sweep)


def attempt(race, row, build, ask, *others):
    """What this program may not have yet."""
    try:
        race.session.ask(build)
        ask()
    except Unknown:
        for each in (row, *others):
            each.note = "not there"


def measure_loading(table, cowpath, name, path, rounds, load_row, queries):
    """cowpath's seconds and bytes; the peers loaded before."""
    runs = {workers: [load_cowpath(cowpath, path, workers, queries) for _ in range(min(rounds, 3))] for workers in (1, 2)}
    load_row.cells["cowpath"] = [run["load_seconds"] for run in runs[1]]
    two = table.row(name, "load text, two cores, s", 40 if name == "rmat" else None, ("igraph",), best=load_row)
    two.cells["cowpath"] = [run["load_seconds"] for run in runs[2]]
    edges = runs[1][0]["edges"]
    resident = table.row(name, "resident, bytes an edge", limit=24)
    resident.cells["cowpath"] = [run["resident_bytes"] / edges for run in runs[1]]
    peak = table.row(name, "peak while loading, bytes an edge", limit=72)
    peak.cells["cowpath"] = [run["peak_bytes"] / edges for run in runs[1]]
    for peer, peak_bytes in load_row.peaks.items():
        peak.add(peer, peak_bytes / edges)
    image = path[:-4] + ".cow"
    cowpath.batch(f"load '{path}' --undirected", f"save '{image}'")
    session = Session(cowpath.program)
    for mode, limit in (("map", 50), ("copy", None)):
        opened = table.row(name, f"open image, image={mode}, ms", limit=limit)
        session.ask(f"option image={mode}")
        for _ in range(rounds):
            opened.add("cowpath", 1000 * session.ask(f"load '{image}' --as=image")[0])
            session.ask("close image")
    session.close()
    os.remove(image)


def load_cowpath(cowpath, path, workers, queries):
    """Seconds as the program tells them, bytes at the peak (PSS of all processes) and of the graph, and the sum from the queries."""
    arguments = [cowpath.program, "--no-rc", "--quiet", "--format=tsv", f"--workers={workers}", "-c", f"load '{path}' --undirected",
                 "-c", "info", "-c", f"distances '@{queries}'"]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    meter = Meter(process.pid, 0.005)
    meter.begun.set()
    meter.start()
    known, rows = {}, []
    for line in process.stdout:
        cells = line.rstrip("\n").split("\t")
        if len(cells) == 2:
            known[cells[0]] = cells[1]
            if cells[0] == "load_seconds":
                meter.ended.set()
        else:
            rows.append(cells)
    errors = process.stderr.read()
    meter.ended.set()
    meter.join()
    if process.wait() != 0:
        raise Failure(f"load: {errors.strip()[-500:]}")
    return {"load_seconds": float(known["load_seconds"]), "peak_bytes": meter.pss, "resident_bytes": int(known["bytes"]),
            "edges": int(known["edges"]), "sum_of_distances": total(rows, "sum")}


def run_pool(path, sources):
    """The asker's program with two workers; what it says of itself."""
    arguments = [PYTHON, os.path.join(HERE, "networkx-pool.py"), path, sources, "--workers=2"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{' '.join(arguments)}: exit status {done.returncode}: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout)


def measure_asker(table, cowpath, path):
    """The program that was to be replaced, two workers against two workers."""
    some, many = draw_file(path, 4, 1), draw_file(path, 64, 1)
    row = table.row("grid", "the asker's program, ms a source", 100, ("networkx",))
    peer = run_pool(path, some)
    row.add("networkx", 1000 / peer["sources_per_second"])
    session = Session(cowpath.program)
    session.ask(f"load '{path}' --undirected")
    agree("networkx and cowpath", peer["sum_of_distances"], total(session.ask(f"distances '@{some}' --workers=2")[1], "sum"))
    for _ in range(3):
        row.add("cowpath", 1000 * session.ask(f"distances '@{many}' --workers=2 --algorithm=dijkstra")[0] / 64)
    session.close()
    private = table.row("grid", "private memory of a worker, MB", limit=64)
    metered = cowpath.measure([f"load '{path}' --undirected"], [f"distances '@{many}' --algorithm=dijkstra"], 2, 0.01)
    private.add("cowpath", metered["private_bytes_per_worker"] / MEGABYTE)
    private.add("networkx", peer["private_bytes_per_worker"] / MEGABYTE)


def measure_ksp(table, cowpath, commands, folder, quick):
    """Ten paths from corner to corner of two small grids; networkx does not come to an end on the larger one."""
    for side, names in ((40 if quick else 100, ("igraph", "networkx")), (100 if quick else 300, ("igraph",))):
        path = make_graph(cowpath, folder, f"grid{side}", model=f"grid rows={side} cols={side} weights=1..1000 --seed=1")
        corners = f"0 {side * side - 1}"
        row = table.row(f"grid{side}", "k = 10 shortest paths, ms", 1000, (names[-1],))
        session = Session(cowpath.program)
        session.ask(f"load '{path}' --undirected")
        for _ in range(5):
            seconds, rows = session.ask(f"ksp {corners} --k=10 --workers=1")
            row.add("cowpath", 1000 * seconds)
        session.close()
        for name in names:
            if name in commands:
                peer = Peer(name, commands[name], path)
                answer = peer.ask(f"ksp {corners} 10")
                peer.close()
                row.add(name, 1000 * answer["seconds"])
                agree(f"ksp: {name} and cowpath", answer["sum_of_distances"], total(rows, "cost"))


def measure_overhead(table, cowpath, folder, scale, rounds, pool_rate):
    """What a job costs beside its search."""
    bits = 22 - 2 * (scale.bit_length() - 1)
    session = Session(cowpath.program)
    session.ask(f"generate rmat scale={bits} edgefactor=12 weights=1..255 --seed=1 --as=big")
    size = int(dict(row for row in session.ask("info")[1] if len(row) == 2)["bytes"])
    big = f"{size / 1e9:.2g} GB"
    edge = session.ask("sample 1 --of=edges --seed=1")[1][1]
    first, whole = table.row(big, "first row of a path, ms", limit=20), table.row(big, "neighbors, the whole job, ms")
    for _ in range(2 * rounds):
        session.ask(f"path {edge[0]} {edge[1]} --workers=1")
        first.add("cowpath", 1000 * session.first_row_seconds)
        whole.add("cowpath", 1000 * session.ask(f"neighbors {edge[0]}")[0])
    session.ask("generate path n=100000 --as=small")
    base = table.row("small", "neighbors, the whole job, ms")
    for _ in range(2 * rounds):
        base.add("cowpath", 1000 * session.ask("neighbors 0")[0])
    price = table.row(big, "fork and exit, ms a GB", limit=1)
    price.add("cowpath", max(0.0, (whole.value("cowpath") - base.value("cowpath")) / (size / 1e9)))
    rate = table.row("small", "100,000 tasks of a row each, two workers, tasks/s", limit=200000, more=True)
    target = os.path.join(folder, "tasks.tsv")
    for _ in range(rounds):
        seconds, _ = session.ask(f"distances '*' --cutoff=0 --shard=1/1 --workers=2 > '{target}'")
        rate.add("cowpath", 100000 / seconds)
        os.remove(target)
    session.close()
    if pool_rate:
        bare = table.row("-", "the same of the pool alone, tasks/s", limit=200000, more=True)
        for _ in range(rounds):
            for line in subprocess.run([pool_rate, "1"], capture_output=True, text=True, check=True).stdout.splitlines():
                if "one row" in line:
                    words = line.split()
                    bare.add("cowpath", float(words[words.index("tasks/s") - 1]))


def measure_rows(table, cowpath, name, path, rounds):
    """All distances of some sources to a file, searches and all."""
    session = Session(cowpath.program)
    session.ask(f"load '{path}' --undirected")
    sources, target = draw_file(path, 64 if name == "rmat" else 8, 5), path[:-4] + ".rows.tsv"
    for workers, goal in ((1, 100), (2, 200)):
        row = table.row(name, f"rows to a file, {workers} worker{'s' if workers > 1 else ''}, MB/s", limit=goal, more=True)
        for _ in range(rounds):
            seconds, _ = session.ask(f"distances '@{sources}' '*' --workers={workers} > '{target}'")
            row.add("cowpath", os.path.getsize(target) / MEGABYTE / seconds)
            os.remove(target)
    session.close()


def measure(cowpath, commands, folder, scale, rounds, wanted, pool_rate):
    """The table over the wanted graphs (all: None)."""
    table = Table()
    for name in models(scale):
        path = make_graph(cowpath, folder, name, scale) if not wanted or name in wanted else None
        if not path:
            continue
        race = Race(table, cowpath, commands, name, path, rounds)
        race.load_row.peaks = {peer.name: peer.loaded["peak_rss_bytes"] for peer in race.peers}
        try:
            sssp = measure_searches(race, "wide" if name in ("rmat", "er") else "road")
            measure_indexes(race, sssp)
        finally:
            race.close()
        measure_loading(table, cowpath, name, path, rounds, race.load_row, draw_file(path, 1, 2))
        if name in ("grid", "rmat"):
            measure_rows(table, cowpath, name, path, rounds)
        if name == "grid" and "networkx" in commands:
            measure_asker(table, cowpath, path)
    if not wanted or "small" in wanted:
        measure_ksp(table, cowpath, commands, folder, scale > 1)
        measure_overhead(table, cowpath, folder, scale, rounds, pool_rate)
    return table
