#!/usr/bin/env python3
"""compare.py - answers of the program against those of networkx and igraph, on random graphs.

usage: compare.py PROGRAM [GRAPHS [SEED]]

Every graph is asked many questions in one run of the program, from a command file; each answer is a file of JSON lines. What is compared is
what does not depend on which of several equal answers is given: costs, counts, sets. Status 0: all agree; 1: some do not (each is
named, with the graph that shows it); 77: networkx is not there. igraph is asked too where it is there.
"""
import collections
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile

try:
    import networkx as nx
except ImportError:
    print("SKIP: python3-networkx is not installed")
    sys.exit(77)
try:
    import igraph
except ImportError:
    igraph = None

COMPARED = collections.Counter()
WRONG = []


class Case:
    """A graph, as a file for the program and as objects for the peers, and the questions about it."""

    def __init__(self, folder, number, random_numbers):
        self.folder, self.number, self.random = folder, number, random_numbers
        self.directed = number % 2 == 0
        self.kind = ("integers", "reals", "zeros", "ones")[number // 2 % 4]
        self.acyclic = number % 8 == 6
        n = 2 + self.random.randrange(59)
        self.edges = {}
        for _ in range(int(n * self.random.choice((0.7, 1.5, 2.5, 4))) + 1):
            u, v = self.random.randrange(n), self.random.randrange(n)
            if self.acyclic and u > v:
                u, v = v, u
            if u != v and (u, v) not in self.edges and (self.directed or (v, u) not in self.edges):
                self.edges[u, v] = self.draw_weight()
        if not self.edges:
            self.edges[0, 1] = 3
        self.vertices = sorted({v for edge in self.edges for v in edge})
        self.graph = (nx.DiGraph if self.directed else nx.Graph)()
        for (u, v), weight in self.edges.items():
            self.graph.add_edge(u, v, weight=weight)
        self.file = os.path.join(folder, f"graph-{number}.txt")
        with open(self.file, "w") as out:
            for (u, v), weight in self.edges.items():
                out.write(f"{u} {v} {weight}\n")
        self.questions = []
        self.lines = [f"load {self.file} --as=g{number} --{'directed' if self.directed else 'undirected'}"]

    def draw_weight(self):
        if self.kind == "reals":
            return self.random.randrange(1, 160) / 8
        return 1 if self.kind == "ones" else self.random.randrange(0 if self.kind == "zeros" else 1, 30)

    def pick(self):
        return self.random.choice(self.vertices)

    def ask(self, command, check, name=None):
        answer = os.path.join(self.folder, f"answer-{self.number}-{len(self.questions)}.jsonl")
        self.questions.append((command, answer, check, name or command.split()[0]))
        self.lines.append(f"{command} > {answer}")

    def judge(self):
        for command, answer, check, name in self.questions:
            rows = []
            if os.path.exists(answer):
                with open(answer) as lines:
                    rows = [json.loads(line) for line in lines]
            try:
                differs = check(rows)
            except Exception as error:  # a peer that fails, or a row that is not there
                differs = f"{type(error).__name__}: {error}"
            COMPARED[name] += 1
            if differs:
                WRONG.append(f"{self.file}: {command}: {differs}")


def number(value):
    return math.inf if value is None else float(value)


def same(ours, theirs):
    if math.isinf(ours) or math.isinf(theirs):
        return ours == theirs
    return abs(ours - theirs) <= 1e-9 * max(1.0, abs(theirs))


def expect(ours, theirs):
    """None when lists of numbers are the same, else what differs."""
    ours, theirs = [number(x) for x in ours], [number(x) for x in theirs]
    if len(ours) == len(theirs) and all(map(same, ours, theirs)):
        return None
    return f"{ours} where the peer has {theirs}"


def ask_costs(case):
    graph, sources = case.graph, [case.pick() for _ in range(3)]
    for source in sources:
        theirs = nx.single_source_dijkstra_path_length(graph, source)
        order = sorted(theirs)

        def check(rows, theirs=theirs, order=order):
            ours = {int(row["to"]): row["cost"] for row in rows}
            return expect([ours.get(v, math.nan) for v in order], [theirs[v] for v in order]) or (
                None if len(ours) == len(order) else "another number of rows")

        case.ask(f"distances {source} '*'", check)
        target = case.pick()
        cost = theirs.get(target, math.inf)
        for algorithm in ("auto", "dijkstra", "bidirectional"):
            case.ask(f"path {source} {target} --algorithm={algorithm}", lambda rows, cost=cost: expect([rows[0]["cost"]], [cost]))
        hops = nx.single_source_shortest_path_length(graph, source)
        case.ask(f"tree {source} --weight=none",
                 lambda rows, hops=hops: None if {int(r["vertex"]): r["hops"] for r in rows} == dict(hops) else "other layers")
    targets = sorted({case.pick() for _ in range(3)})
    back = nx.multi_source_dijkstra_path_length(graph.reverse() if case.directed else graph, set(targets))
    case.lines.append(f"set @targets = {' + '.join(map(str, targets))}")
    case.ask(f"nearest {sources[0]} @targets",
             lambda rows: expect([row["cost"] for row in rows], [back[sources[0]]] if sources[0] in back else []))
    case.lines += ["index build alt > /dev/null", "index build ch > /dev/null"] if case.kind != "reals" else ["index build alt > /dev/null"]
    theirs = nx.single_source_dijkstra_path_length(graph, sources[0])
    for kind in ("alt", "ch") if case.kind != "reals" else ("alt",):
        for target in (case.pick(), case.pick()):
            case.ask(f"path {sources[0]} {target} --algorithm={kind}",
                     lambda rows, cost=theirs.get(target, math.inf): expect([rows[0]["cost"]], [cost]), f"path --algorithm={kind}")
    if igraph:
        other = to_igraph(case)
        matrix = other.distances(weights="weight", mode="out")
        at = {v: i for i, v in enumerate(case.vertices)}
        for source in sources[:2]:
            reached = [v for v in case.vertices if matrix[at[source]][at[v]] < math.inf]
            case.ask(f"distances {source} '*'",
                     lambda rows, source=source, reached=reached: expect(
                         [row["cost"] for row in sorted(rows, key=lambda row: int(row["to"]))],
                         [matrix[at[source]][at[v]] for v in reached]), "distances (igraph)")


def to_igraph(case):
    at = {v: i for i, v in enumerate(case.vertices)}
    other = igraph.Graph(n=len(case.vertices), edges=[(at[u], at[v]) for u, v in case.edges], directed=case.directed)
    other.es["weight"] = list(case.edges.values())
    return other


def ask_negative(case):
    """Weights by potentials: some are negative, no cycle is."""
    if not case.directed or case.kind == "reals":
        return
    height = {v: case.random.randrange(-20, 20) for v in case.vertices}
    graph = nx.DiGraph()
    name = os.path.join(case.folder, f"negative-{case.number}.txt")
    with open(name, "w") as out:
        for (u, v), weight in case.edges.items():
            graph.add_edge(u, v, weight=weight + height[u] - height[v])
            out.write(f"{u} {v} {weight + height[u] - height[v]}\n")
    case.lines.append(f"load {name} --as=n{case.number} --directed")
    source, target = case.pick(), case.pick()
    theirs = nx.single_source_bellman_ford_path_length(graph, source)
    cost = dict(theirs).get(target, math.inf)
    case.ask(f"bellmanford {source} {target}", lambda rows: expect([rows[0]["cost"]], [cost]))
    every = dict(nx.all_pairs_bellman_ford_path_length(graph))
    case.ask("distances '*' '*'",
             lambda rows: None if {(int(r["from"]), int(r["to"])): r["cost"] for r in rows}
             == {(u, v): cost for u in every for v, cost in every[u].items()} else "other costs", "distances, negative (Johnson)")


def is_positive(case):
    return min(case.edges.values()) > 0


def ask_many_paths(case):
    graph, source, target = case.graph, case.pick(), case.pick()
    if source == target:
        return
    connected = nx.has_path(graph, source, target)
    if connected and is_positive(case):
        count = sum(1 for _ in itertools.islice(nx.all_shortest_paths(graph, source, target, weight="weight"), 5000))
        if count < 5000:
            case.ask(f"allshortest {source} {target} --count", lambda rows: expect([rows[0]["count"]], [count]))
        best = [nx.path_weight(graph, path, "weight") for path in itertools.islice(nx.shortest_simple_paths(graph, source, target, "weight"), 12)]
        case.ask(f"ksp {source} {target} --k=12", lambda rows: expect([row["cost"] for row in rows], best))
    paths = sorted(nx.path_weight(graph, path, "weight")
                   for path in itertools.islice(nx.all_simple_paths(graph, source, target, cutoff=4), 4000)) if connected else []
    if len(paths) < 4000:
        case.ask(f"simplepaths {source} {target} --max-hops=4", lambda rows: expect(sorted(row["cost"] for row in rows), paths))


def brute_paths(case, source, target, most=3000):
    """Sums of weights and of hops of every simple path; None when there are too many."""
    if source == target or not nx.has_path(case.graph, source, target):
        return [] if source != target else None
    sums = []
    for path in itertools.islice(nx.all_simple_paths(case.graph, source, target, cutoff=9), most):
        sums.append((nx.path_weight(case.graph, path, "weight"), len(path) - 1))
    return sums if len(sums) < most else None


def ask_limits(case):
    """Paths within limits, and those that no other beats, out of every path of at most 9 edges."""
    source, target = case.pick(), case.pick()
    sums = brute_paths(case, source, target)
    if sums is None:
        return
    hops = case.random.randrange(1, 10)
    best = min((cost for cost, n in sums if n <= hops), default=math.inf)
    case.ask(f"constrained {source} {target} --max=1:{hops}", lambda rows: expect([rows[0]["cost"]], [best]))
    cutoff = best if best < math.inf and case.random.randrange(2) else case.random.randrange(60)
    case.ask(f"constrained {source} {target} --max=1:{hops} --cutoff={cutoff}",
             lambda rows: expect([rows[0]["cost"]], [best if best <= cutoff else math.inf]), "constrained --cutoff")
    front = []
    for cost, n in sorted((cost, n) for cost, n in set(sums) if cost <= cutoff):
        if not front or n < front[-1][1]:
            front.append((cost, n))
    case.ask(f"pareto {source} {target} --weights=weight,1 --cutoff={cutoff},9",
             lambda rows: expect([x for row in rows for x in (row["weight"], row["1"])], [x for pair in front for x in pair]), "pareto")


def ask_within(case):
    """What lies within a cutoff, and what a question costs when one edge is gone."""
    graph, source, target = case.graph, case.pick(), case.pick()
    cutoff = case.random.randrange(1, 40)
    theirs = nx.single_source_dijkstra_path_length(graph, source, cutoff=cutoff)
    for command in (f"distances {source} '*' --cutoff={cutoff}", f"isochrone {source} --cutoff={cutoff} --members"):
        case.ask(command, lambda rows: None if {int(r.get("to", r.get("vertex"))): float(r["cost"]) for r in rows}
                 == {v: float(cost) for v, cost in theirs.items()} else "other vertices or costs", command.split()[0] + " --cutoff")
    case.ask(f"reach {source}", lambda rows: None if {int(r["vertex"]) for r in rows} == set(nx.descendants(graph, source)) | {source}
             else "other vertices")
    costs = {}
    for (u, v), weight in list(case.edges.items())[:40]:
        graph.remove_edge(u, v)
        costs[u, v] = nx.single_source_dijkstra_path_length(graph, source).get(target, math.inf)
        graph.add_edge(u, v, weight=weight)

    def check(rows):
        ours = {(int(row["source"]), int(row["target"])): row["after"] for row in rows}
        keys = [key if key in ours else key[::-1] for key in costs]
        return expect([ours[key] for key in keys], list(costs.values()))

    case.ask(f"sweep '*' -- path {source} {target}", check)


def ask_opening(case):
    """The fewest edges that must open: a path of 0 for an edge that is open and 1 for one that is closed."""
    if case.directed:
        return
    source, target = case.pick(), case.pick()
    least = case.random.randrange(1, 25)
    closed = case.graph.copy()
    for _, _, edge in closed.edges(data=True):
        edge["weight"] = 0 if edge["weight"] < least else 1
    opens = nx.single_source_dijkstra_path_length(closed, source).get(target)
    case.ask(f"whynot {source} {target} --where=weight<{least}", lambda rows: expect([rows[0]["opens"]], [opens]))


def ask_disjoint(case):
    graph, source, target = case.graph, case.pick(), case.pick()
    if source == target or case.kind == "reals":
        return
    many = nx.algorithms.flow.maximum_flow_value(unit_capacities(graph), source, target)
    case.ask(f"disjoint {source} {target} --k=50", lambda rows: expect([len(rows)], [many]), "disjoint, how many")
    if not graph.has_edge(source, target) and nx.has_path(graph, source, target):
        apart = nx.node_connectivity(graph, source, target)
        case.ask(f"disjoint {source} {target} --k=50 --by=vertex", lambda rows: expect([len(rows)], [apart]), "disjoint by vertex, how many")
    k = min(2, many)
    if k and case.directed:
        flow = unit_capacities(graph)
        flow.add_node(source, demand=-k)
        flow.add_node(target, demand=k)
        cost = nx.min_cost_flow_cost(flow)
        case.ask(f"disjoint {source} {target} --k={k}", lambda rows: expect([sum(row["cost"] for row in rows)], [cost]), "disjoint, cost")


def unit_capacities(graph):
    copy = graph.copy()
    nx.set_edge_attributes(copy, 1, "capacity")
    return copy


def ask_flow(case):
    graph, source, target = case.graph, case.pick(), case.pick()
    if source == target:
        return
    value = nx.maximum_flow_value(graph, source, target, capacity="weight")
    case.ask(f"maxflow {source} {target}", lambda rows: expect([rows[0]["value"]], [value]))
    case.ask(f"mincut {source} {target}",
             lambda rows: expect([rows[0]["value"], sum(row["weight"] for row in rows[1:])], [value, value]))
    if igraph:
        other, at = to_igraph(case), {v: i for i, v in enumerate(case.vertices)}
        theirs = other.maxflow_value(at[source], at[target], capacity="weight")
        case.ask(f"maxflow {source} {target}", lambda rows: expect([rows[0]["value"]], [theirs]), "maxflow (igraph)")


def ask_best(case):
    """Widest along a tree of greatest weight; longest where there is no cycle; most reliable by logarithms."""
    graph, source, target = case.graph, case.pick(), case.pick()
    if not case.directed and source != target:
        tree = nx.maximum_spanning_tree(graph)
        width = [min(tree.edges[edge]["weight"] for edge in nx.utils.pairwise(nx.shortest_path(tree, source, target)))] \
            if nx.has_path(tree, source, target) else []
        case.ask(f"widest {source} {target}", lambda rows: expect([row["width"] for row in rows if row["width"] is not None], width))
    if case.acyclic and case.directed:
        length = nx.dag_longest_path_length(graph)
        case.ask("longest", lambda rows: expect([max(row["cost"] for row in rows)], [length]))
    logs = graph.copy()
    for u, v, edge in logs.edges(data=True):
        edge["weight"] = -math.log((edge["weight"] + 1) / 64)
    cost = nx.single_source_dijkstra_path_length(logs, source).get(target)
    case.ask(f"reliable {source} {target} --weight=(weight+1)/64.0",
             lambda rows: expect([rows[0]["probability"]], [0 if cost is None else math.exp(-cost)]))


def main():
    program = os.path.abspath(sys.argv[1])
    graphs, seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1000, int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder = tempfile.mkdtemp(prefix="cowpath-peers-")
    for first in range(0, graphs, 50):
        cases = []
        for i in range(first, min(first + 50, graphs)):
            case = Case(folder, i, random.Random(seed * 1000003 + i))
            for ask in (ask_costs, ask_many_paths, ask_limits, ask_within, ask_opening, ask_disjoint, ask_flow, ask_best, ask_negative):
                ask(case)
            cases.append(case)
        script = os.path.join(folder, f"script-{first}.cow")
        with open(script, "w") as out:
            out.write("on-error continue\n" + "".join("\n".join(case.lines) + "\n" for case in cases))
        with open(os.path.join(folder, "messages"), "a") as messages:
            status = subprocess.run([program, "-n", "-q", "-f", script], stdout=messages, stderr=messages).returncode
        if status < 0 or status > 6:
            WRONG.append(f"{script}: the program ended with {status}")
        for case in cases:
            case.judge()
    print(f"networkx {nx.__version__}, igraph {igraph.__version__ if igraph else 'not installed: not asked'}; {graphs} graphs, seed {seed}")
    for name, count in sorted(COMPARED.items()):
        print(f"{count:7} {name}")
    for line in WRONG[:20]:
        print("DIFFERS", line)
    if WRONG:
        print(f"FAIL: {len(WRONG)} of {sum(COMPARED.values())} answers differ; files are in {folder}")
        return 1
    subprocess.run(["rm", "-rf", folder], check=False)
    print(f"PASS: {sum(COMPARED.values())} answers agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())
