"""What was measured, as lines with their targets; and what it was measured on."""

import os
import statistics
import tempfile
import time

from measure import SMALL


def figure(name, unit, base, jeda, target=None):
    """A line of the table. `target` is ("at least" | "at most", number): of the ratio, or of jeda's figure where nothing is
    beside it."""
    ratio = jeda / base if base is not None else None
    line = {"name": name, "unit": unit, "base": base, "jeda": jeda, "ratio": ratio, "target": None, "reached": None}
    if target:
        word, bound = target
        value = jeda if ratio is None else ratio
        line["target"] = f"{word} {bound}"
        line["reached"] = value >= bound if word == "at least" else value <= bound
    return line


def medians_of(reports):
    def medians(connections, key):
        return [statistics.median(r[key] for r in reports[name][connections]) for name in ("null", "jeda")]

    return medians


def all_kinds_figures(reports):
    medians = medians_of(reports)
    return [
        figure("all kinds, 20 connections", "messages/s", *medians(20, "per_second"), ("at least", 0.8)),
        figure("all kinds, 20 connections, p99", "us", *medians(20, "p99_us"), ("at most", 3)),
        figure("all kinds, 20 connections, processor time", "us/message", *medians(20, "cpu_us")),
    ]


def similarity_figures(result):
    """`base`: without the rules that compare texts; `jeda`: with them, against the last 50 texts."""
    return [figure("50 past texts compared", "us/decision", result["without_us"], result["with_us"], ("at most", 1.2))]


def speed_figures(reports):
    medians = medians_of(reports)

    return [
        figure("20 connections", "messages/s", *medians(20, "per_second"), ("at least", 1.2)),
        figure("20 connections, p50", "us", *medians(20, "p50_us")),
        figure("20 connections, p99", "us", *medians(20, "p99_us"), ("at most", 1.5)),
        figure("20 connections, processor time", "us/message", *medians(20, "cpu_us")),
        figure("1 connection", "messages/s", *medians(1, "per_second")),
        figure("1 connection, p50", "us", *medians(1, "p50_us"), ("at most", 0.9)),
        figure("1 connection, p99", "us", *medians(1, "p99_us")),
    ]


def size_figures(seconds):
    (small, at_small), (large, at_large) = seconds.items()
    return [figure(f"jeda, {large} prospects beside {small}", f"s/{SMALL} messages", statistics.median(at_small),
                   statistics.median(at_large), ("at most", 1.2))]


def memory_figures(figures):
    lines = []
    for prospects, resident in ((name, figures[name]) for name in figures if name != "null"):
        under = f"100 connections, {prospects} prospects"
        lines.append(figure(f"{under}, resident", "KiB", figures["null"]["VmRSS"], resident["VmRSS"]))
        lines.append(figure(f"{under}, resident at most", "KiB", None, resident["VmHWM"], ("at most", 64 * 1024)))
    return lines


def postfix_figures(rates):
    return [figure("through Postfix, 20 sessions", "messages/s", statistics.median(rates["null"]),
                   statistics.median(rates["jeda"]), ("at least", 0.95))]


def number(value):
    if value is None:
        return "-"
    return f"{value:.3f}" if value < 10 else f"{value:.0f}"


def table(result):
    host = result["machine"]
    rows = [("", "unit", "base", "jeda", "ratio", "target", "")]
    for line in result["figures"]:
        reached = {True: "reached", False: "MISSED", None: ""}[line["reached"]]
        rows.append((line["name"], line["unit"], number(line["base"]), number(line["jeda"]), number(line["ratio"]),
                     line["target"] or "", reached))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [f"{host['cpu']}, {host['processors']} processors, {host['memory_MiB']} MiB, Linux {host['kernel']}, "
             f"load {host['load_average']:.2f} at start; a 4 kB write reaches the disk in {host['sync_us']} us",
             f"medians of {result['rounds']} rounds; base: the filter that does nothing", ""]
    for row in rows:
        cells = [row[0].ljust(widths[0]), row[1].ljust(widths[1])] + [row[i].rjust(widths[i]) for i in range(2, 5)]
        lines.append("  ".join(cells + [row[5].ljust(widths[5]), row[6]]).rstrip())
    return "\n".join(lines)


def machine(directory):
    """What the figures were taken on."""
    with open("/proc/cpuinfo", encoding="ascii") as cpuinfo:
        cpu = next((line.split(":")[1].strip() for line in cpuinfo if line.startswith("model name")), os.uname().machine)
    return {
        "cpu": cpu,
        "processors": os.cpu_count(),
        "memory_MiB": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20,
        "kernel": os.uname().release,
        "load_average": os.getloadavg()[0],
        "sync_us": sync_microseconds(directory),
    }


def sync_microseconds(directory):
    """How long 4 kB take to be on disk, in a file that has its size already (like SQLite's log): the median of 200."""
    times = []
    with tempfile.TemporaryFile(dir=directory) as file:
        os.write(file.fileno(), bytes(4096))
        os.fsync(file.fileno())
        for _ in range(200):
            begin = time.perf_counter()
            os.pwrite(file.fileno(), bytes(4096), 0)
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - begin) * 1e6)
    return round(statistics.median(times))
