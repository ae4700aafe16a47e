"""The measurements: both filters in turn, round after round, so that a slower minute of the machine falls on both."""

import contextlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from filters import ROOT, Failure, cpu_microseconds, memory_kib

SMALL = 10_000  # prospects in the store, unless it is said to be large


def in_turn(round_number, contenders):
    """The contenders, the first one last in every other round."""
    return contenders if round_number % 2 == 0 else contenders[::-1]


def say(text):
    print(text, file=sys.stderr, flush=True)


def measure_speed(bench, options, rules="rules.yaml"):
    """Both filters at 1 and at 20 connections, jeda with the policy given. Returns {filter: {connections: [report of jeda-load, with cpu_us a
    message]}}."""

    reports = {name: {1: [], 20: []} for name in ("null", "jeda")}
    for number in range(options.rounds):
        for name in in_turn(number, ["null", "jeda"]):
            filter_ = bench.null() if name == "null" else bench.jeda(bench.copy(bench.seeded(SMALL)), rules=rules)
            with filter_ as (process, socket):
                for connections in (1, 20):
                    bench.load(socket, "-c", connections, "-s", options.warm_up)
                    cpu = cpu_microseconds(process)
                    report = bench.load(socket, "-c", connections, "-s", options.seconds)
                    report["cpu_us"] = (cpu_microseconds(process) - cpu) / report["messages"]
                    reports[name][connections].append(report)
                    say(f"round {number + 1} {name:4} {connections:3} connections: {report['per_second']:8.0f} messages/s, "
                        f"p50 {report['p50_us']} us, p99 {report['p99_us']} us")
    return reports


def measure_sizes(bench, options):
    """One message to each of 10,000 prospects, of a small store and of a large one. Returns {prospects: [seconds]}."""
    seconds = {SMALL: [], options.large: []}
    large = bench.copy(bench.seeded(options.large)).rename(bench.work / "large.db")
    for number in range(options.rounds):
        for prospects in in_turn(number, list(seconds)):
            store = bench.copy(bench.seeded(SMALL)) if prospects == SMALL else large
            with bench.jeda(store) as (_, socket):
                bench.load(socket, "-c", 20, "-s", options.warm_up)
                report = bench.load_again(socket, number * SMALL, "-c", 20, "-m", SMALL, "--prospects-from", prospects)
            seconds[prospects].append(report["elapsed_us"] / 1e6)
            say(f"round {number + 1} {prospects} prospects: {seconds[prospects][-1]:.3f} s for {SMALL} messages")
    return seconds


def measure_similarity(bench, options):
    """One decision of all kinds with 50 past texts, with and without the rules that compare them. Medians, microseconds."""
    runs = [bench.decision() for _ in range(options.rounds)]
    return {key: sorted(run[key] for run in runs)[len(runs) // 2] for key in runs[0]}


def measure_memory(bench, options):
    """Resident KiB under load at 100 connections. Returns {"null" or prospects in jeda's store: {"VmRSS": while loaded,
    "VmHWM": highest}}."""

    def loaded(process, socket):
        bench.first += 10_000_000
        command = bench.load_command(socket, "--first", bench.first, "-c", 100, "-s", options.seconds)
        with subprocess.Popen([*command, "--expect-accept"], stdout=subprocess.DEVNULL) as load:
            time.sleep(options.seconds / 2)
            resident = memory_kib(process)["VmRSS"]
        if load.returncode != 0:
            raise Failure(f"jeda-load failed ({load.returncode})")
        return {"VmRSS": resident, "VmHWM": memory_kib(process)["VmHWM"]}

    figures = {}
    with bench.null() as (process, socket):
        figures["null"] = loaded(process, socket)
    for prospects in (SMALL, options.large):
        with bench.jeda(bench.copy(bench.seeded(prospects))) as (process, socket):
            figures[prospects] = loaded(process, socket)
    return figures


# --- through Postfix --------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def postfix(directory):
    """A Postfix of its own that throws all mail away. Yields a function that puts a milter in front of it, and its port."""
    sandbox = ROOT / "tests/e2e/postfix-sandbox"
    subprocess.run([sandbox, "start", directory, "none"], check=True)
    try:
        settings = dict(line.split("=", 1) for line in (directory / "env").read_text().splitlines())
        conf = settings["POSTFIX_CONF"]

        def use(milter):
            subprocess.run(["postconf", "-c", conf, "-e", f"smtpd_milters={milter}", "relayhost=",
                            "default_transport=discard:", "relay_transport=discard:"], check=True)
            subprocess.run(["postfix", "-c", conf, "reload"], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)

        yield use, int(settings["SMTP_PORT"])
    finally:
        subprocess.run([sandbox, "stop", directory], check=True)


def smtp_messages_per_second(port, label, messages):
    """Twenty SMTP sessions, each message to a prospect of its own (smtp-source numbers them under one address)."""
    begin = time.monotonic()
    subprocess.run(["smtp-source", "-4", "-d", "-N", "-s", "20", "-m", str(messages), "-l", "4096", "-S", "Penawaran",
                    "-f", "s1@ours.example", "-t", f"p@{label}.example", f"127.0.0.1:{port}"],
                   check=True, stdout=subprocess.DEVNULL)
    return messages / (time.monotonic() - begin)


def wait_until_empty(directory):
    """Lets Postfix deliver what it took, so that the next round finds it idle."""
    queues = [directory / "queue" / name for name in ("incoming", "active")]
    deadline = time.monotonic() + 120
    while any(path.is_file() for queue in queues for path in queue.rglob("*")):
        if time.monotonic() > deadline:
            raise Failure("Postfix does not empty its queue")
        time.sleep(0.1)


def check_all_accepted(log):
    """SMTP does not show held mail: jeda's log does."""
    decisions = [line for line in log.read_text().splitlines() if "decision " in line]
    refused = [line for line in decisions if "verdict=accept" not in line]
    if refused or not decisions:
        raise Failure(f"{len(refused)} of {len(decisions)} messages were not accepted: {refused[:1]}")


def measure_postfix(bench, options):
    """Messages a second through Postfix with 20 sessions. Returns {filter: [messages a second]}."""
    rates = {"null": [], "jeda": []}
    directory = pathlib.Path(tempfile.mkdtemp(prefix="jeda-postfix-"))
    try:
        with postfix(directory) as (use, port), \
                bench.null(directory / "milter") as (_, null_socket), \
                bench.jeda(bench.copy(bench.seeded(SMALL)), directory / "milter") as (_, jeda_socket):
            pathlib.Path(null_socket.removeprefix("unix:")).chmod(0o666)
            for number in range(-1, options.postfix_rounds):  # the first is a warm-up
                for name, socket in in_turn(number, [("null", null_socket), ("jeda", jeda_socket)]):
                    use(socket)
                    rate = smtp_messages_per_second(port, f"{name}{number + 1}", options.postfix_messages)
                    wait_until_empty(directory)
                    if number < 0:
                        continue
                    rates[name].append(rate)
                    say(f"round {number + 1} {name:4} through Postfix: {rate:.0f} messages/s")
            check_all_accepted(bench.work / "jeda-milter.log")
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return rates
