"""programs.py - the programs that are measured: cowpath and its peers, each kept running and asked in turns, and a meter of their memory."""
import json
import os
import select
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"
MEGABYTE = 1e6


class Failure(Exception):
    pass


def smaps(pid, *fields):
    """The named fields of smaps_rollup in bytes, or None when the process has gone."""
    found = dict.fromkeys(fields, 0)
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                name, _, rest = line.partition(":")
                if name in found:
                    found[name] = int(rest.split()[0]) * 1024
    except OSError:
        return None
    return [found[field] for field in fields]


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


class Meter(threading.Thread):
    """Looks at a process and its children until told to stop: private bytes of each child, PSS of all together."""

    def __init__(self, pid, interval):
        super().__init__(daemon=True)
        self.pid, self.interval = pid, interval
        self.private, self.pss, self.begun, self.ended = {}, 0, threading.Event(), threading.Event()

    def run(self):
        self.begun.wait()
        while not self.ended.wait(self.interval):
            own = smaps(self.pid, "Pss")
            if own is None:
                return
            together = own[0]
            for child in children(self.pid):
                seen = smaps(child, "Private_Dirty", "Pss")
                if seen is not None:
                    self.private[child] = max(self.private.get(child, 0), seen[0])
                    together += seen[1]
            self.pss = max(self.pss, together)


class Cowpath:
    """The program from outside: questions of one run between two marks."""

    def __init__(self, program):
        self.program = program

    def batch(self, *lines):
        """Runs the lines; an error is the last thing a run may end in."""
        arguments = [self.program, "--no-rc", "--quiet"]
        for line in lines:
            arguments += ["-c", line]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"{' ; '.join(lines)}: exit status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def measure(self, setup, questions, workers, meter_interval=None):
        """Seconds of the set-up and of the questions, the rows, and what the meter saw."""
        arguments = [self.program, "--no-rc", "--quiet", "--format=tsv", f"--workers={workers}"]
        for line in [*setup, "echo bench-begins", *questions, "echo bench-ends"]:
            arguments += ["-c", line]
        start = time.perf_counter()
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        meter = None
        if meter_interval is not None:
            meter = Meter(process.pid, meter_interval)
            meter.start()
        begun = ended = resident = None
        rows, other = [], []
        for line in process.stdout:
            line = line.rstrip("\n")
            if line == "bench-begins":
                begun = time.perf_counter()
                if meter:
                    resident = (smaps(process.pid, "Rss") or [0])[0]
                    meter.begun.set()
            elif line == "bench-ends":
                ended = time.perf_counter()
            elif begun is not None and "\t" in line:
                rows.append(line.split("\t"))
            else:
                other.append(line)
        status = process.wait()
        finished = time.perf_counter()
        if meter:
            meter.begun.set()
            meter.ended.set()
            meter.join()
        if status != 0 or begun is None or ended is None:
            raise Failure(f"{questions[0]}: exit status {status}: {' '.join(other)[-500:]}")
        if ended - begun < 1e-4 and finished - start > 0.1:
            raise Failure("both marks came at once: the program does not flush its output after a command")
        return {
            "load_seconds": begun - start, "seconds": ended - begun, "rows": rows, "resident_bytes": resident,
            "private_bytes_per_worker": max(meter.private.values(), default=0) if meter else None,
            "pss_bytes": meter.pss if meter else None,
        }


class Unknown(Exception):
    """The program refuses the question: it has no such command or algorithm."""


class Session:
    """cowpath with its commands on stdin: time from a line until what `echo` prints after it, so forking and reaping are in it."""

    MARK = "bench-mark"

    def __init__(self, program):
        self.process = subprocess.Popen([program, "--no-rc", "--quiet", "--format=tsv"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        os.set_blocking(self.process.stderr.fileno(), False)
        self.first_row_seconds = 0.0
        self.ask("on-error continue")

    def ask(self, line):
        """Seconds and rows."""
        start = time.perf_counter()
        self.process.stdin.write(f"{line}\necho {self.MARK}\n")
        self.process.stdin.flush()
        rows, self.first_row_seconds = [], 0.0
        for row in self.process.stdout:
            row = row.rstrip("\n")
            if row == self.MARK:
                break
            rows.append(row.split("\t"))
            if len(rows) == 2:
                self.first_row_seconds = time.perf_counter() - start
        seconds = time.perf_counter() - start
        errors = self.errors()
        if self.process.poll() is not None:
            raise Failure(f"{line}: the session is gone: {errors}")
        if errors:
            raise Unknown(f"{line}: {errors}")
        return seconds, rows

    def errors(self):
        """What stands on stderr now; messages of a command are written before the mark."""
        text = ""
        while select.select([self.process.stderr], [], [], 0)[0]:
            part = self.process.stderr.read()
            if not part:
                break
            text += part
        return text.strip()

    def peak_bytes(self):
        return status_bytes(self.process.pid, "VmHWM")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def status_bytes(pid, field):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            name, _, rest = line.partition(":")
            if name == field:
                return int(rest.split()[0]) * 1024
    return 0


class Peer:
    """A peer that has loaded its graph and answers a question a line."""

    def __init__(self, name, command, path):
        self.name = name
        self.process = subprocess.Popen([*command, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.loaded = self.read("load")
        self.peak_rss_bytes = self.loaded["peak_rss_bytes"]

    def read(self, what):
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"{self.name}, {what}: {self.process.stderr.read().strip()[-500:]}")
        return json.loads(line)

    def ask(self, question):
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        answer = self.read(question)
        self.peak_rss_bytes = answer["peak_rss_bytes"]
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def compile_peers(folder):
    """The commands of the peers that are here or can be built here, fastest first; the others are named."""
    flags = ["-O3", "-march=native", "-DNDEBUG"]
    commands = {}
    for name, source, compiler, libraries in (("lemon", "lemon.cc", "g++", None), ("boost", "boost.cc", "g++", None),
                                              ("igraph", "igraph.c", "gcc", "igraph")):
        program = os.path.join(folder, "peer-" + name)
        source = os.path.join(HERE, "peers", source)
        newest = max(os.path.getmtime(source), os.path.getmtime(os.path.join(HERE, "peers", "edges.h")))
        if not os.path.exists(program) or os.path.getmtime(program) < newest:
            extra = []
            if libraries:
                found = subprocess.run(["pkg-config", "--cflags", "--libs", libraries], capture_output=True, text=True, check=False)
                extra = found.stdout.split()
            built = subprocess.run([compiler, *flags, "-o", program, source, *extra], capture_output=True, text=True, check=False)
            if built.returncode != 0:
                print(f"{name} cannot be built here, ./setup bench installs it: {(built.stderr.splitlines() or [''])[0]}", file=sys.stderr)
                continue
        commands[name] = [program]
    for name in ("scipy", "networkx"):
        if subprocess.run([PYTHON, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0:
            commands[name] = [PYTHON, os.path.join(HERE, "peers", name + ".py")]
        else:
            print(f"{name} is not here: ./setup bench installs it", file=sys.stderr)
    return commands


def column(rows, name):
    """The cells below each header that has the column; one table follows another when several questions were asked."""
    cells, index = [], None
    for row in rows:
        if row[0] == "from":
            index = row.index(name)
        elif index is not None:
            cells.append(row[index])
    return cells


def total(rows, name):
    return sum(int(cell) for cell in column(rows, name) if cell != "inf")


def agree(what, one, other):
    if int(one) != int(other):
        raise Failure(f"{what}: the sums of distances differ: {one} and {other}")


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def print_table(title, header, rows):
    print(f"\n{title}\n")
    cells = [header, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for place, row in enumerate(cells):
        padded = [cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(row, widths))]
        print("| " + " | ".join(padded) + " |")
        if place == 0:
            print("|" + "|".join("-" * (width + 2) if i == 0 else "-" * (width + 1) + ":" for i, width in enumerate(widths)) + "|")
    sys.stdout.flush()
