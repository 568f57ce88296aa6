"""auto.py - is `--algorithm=auto` ever much slower than what one could have asked for? Every way to each answer, in turns."""
import sys

from graphs import draw, draw_file, make_graph, models
from programs import Session, Unknown, agree, number, print_table, total

MOST = 1.3  # times as slow as the best explicit choice
NOISE_MS = 2.0  # what forking a worker differs by
ROADS = ("grid", "shuffled", "NY")  # have indexes
HOPELESS = 4  # times as slow as another in the first round: not asked again


def ways(path):
    """Tasks: name, the column of costs, how many answers, and the ways to it. The first way is what a user types."""
    (single,) = draw(path, 1, 2)[0]
    pair = " ".join(draw(path, 1, 3, 2)[0])
    few, many, most = (f"'@{draw_file(path, count, 4)}'" for count in (4, 16, 64))
    hops = " --weight=none"
    for workers in (1, 2):
        end = f" --workers={workers}"
        for name, sources in (("one source", single), ("4 sources", few), ("16 sources", many), ("64 sources", most)):
            yield (f"SSSP, {name}, -w {workers}", "sum", f"distances {sources}{end}",
                   {"dijkstra": f"distances {sources} --algorithm=dijkstra{end}", "heap": f"distances {sources} --algorithm=heap{end}",
                    "one by one": f"distances {sources} --shard=1/1{end}", "ch": f"distances {sources} --algorithm=ch{end}"})
            yield (f"BFS, {name}, -w {workers}", "sum", f"distances {sources}{hops}{end}",
                   {"bfs": f"distances {sources} --algorithm=bfs{hops}{end}",
                    "dijkstra": f"distances {sources} --algorithm=dijkstra{hops}{end}", "one by one": f"distances {sources} --shard=1/1{hops}{end}"})
        targets = {"16 x 16 rows": f"{many} {many}", "a pair": None}
        for name, ends in targets.items():
            command = f"distances {ends}" if ends else f"path {pair}"
            explicit = ["dijkstra", "heap", "ch"] if ends else ["dijkstra", "heap", "bidirectional", "alt", "ch"]
            yield (f"{name}, -w {workers}", "cost", command + end,
                   {algorithm: f"{command} --algorithm={algorithm}{end}" for algorithm in explicit} | {"one by one": f"{command} --shard=1/1{end}"})
    yield ("BFS, a pair", "cost", f"path {pair}{hops} --workers=1",
           {algorithm: f"path {pair}{hops} --workers=1 --algorithm={algorithm}" for algorithm in ("bfs", "dijkstra", "bidirectional")})


def compare(session, name, cost, chosen, explicit, rounds, take):
    """What all ways take, in ms, auto first. The first round may make a view; of those that are far behind in it, it is what is told."""
    seconds, first, check = {}, {}, None
    for place in range(rounds + 1):
        for way, line in [("auto", chosen), *explicit.items()]:
            if place > 0 and (way not in first or (way != "auto" and first[way] > HOPELESS * min(first.values()))):
                continue
            try:
                took, rows = session.ask(line)
            except Unknown:
                continue
            result = total(rows, cost)
            check = result if check is None else check
            agree(f"{name}: {way} and auto", result, check)
            if place == 0:
                first[way] = 1000 * took
            else:
                seconds.setdefault(way, []).append(1000 * took)
    return {way: take(seconds[way]) if way in seconds else first[way] for way in first}


def measure(cowpath, folder, scale, rounds, wanted, take):
    lost = 0
    for name in models(scale):
        path = make_graph(cowpath, folder, name, scale) if not wanted or name in wanted else None
        if not path:
            continue
        session = Session(cowpath.program)
        session.ask(f"load '{path}' --undirected")
        for indexes in ([], ["alt", "ch"]) if name in ROADS else ([],):
            for index in indexes:
                session.ask(f"index build {index}")
            table = []
            for task, cost, chosen, explicit in ways(path):
                print(f"{name}: {task}", file=sys.stderr)
                times = compare(session, task, cost, chosen, explicit, rounds, take)
                best = min((way for way in times if way != "auto"), key=times.get)
                is_lost = times["auto"] > MOST * times[best] and times["auto"] > times[best] + NOISE_MS
                lost += is_lost
                table.append([task, number(times["auto"]), best, number(times[best]), f"{times['auto'] / times[best]:.2f}", "SLOW" if is_lost else "ok",
                              ", ".join(f"{way} {number(time)}" for way, time in times.items() if way not in ("auto", best))])
            print_table(f"{name}{', with the indexes alt and ch' if indexes else ''}: auto against the best explicit choice, ms, {rounds} rounds in turns",
                        ["task", "auto", "best", "ms", "auto / best", "<= 1.3", "others"], table)
        session.close()
    print(f"\nauto is more than {MOST} times as slow in {lost} cases")
