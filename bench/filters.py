"""Starting filters, seeding stores and sending load: what every measurement is made of."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAMS = ["jeda-milter", "jeda-load", "jeda-seed", "jeda-decision", "null_filter"]

FIRST_NEW = 10_000_000  # prospects from here on are in no seeded store


class Failure(Exception):
    """What is told to the user, and ends the benchmark."""


def build():
    """Builds the release programs; returns their directory."""
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "check": True}
    if not (ROOT / "build/release/CMakeCache.txt").exists():
        subprocess.run(["cmake", "--preset", "release"], **quiet)
    subprocess.run(["cmake", "--build", "--preset", "release", "--target", *PROGRAMS], **quiet)
    return ROOT / "build/release/bin"


@contextlib.contextmanager
def running(command, log):
    """Runs a program, its output in a file, until the block ends. Yields its Popen."""
    with open(log, "ab") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(path, process, log):
    """Returns once the filter's socket is there."""
    deadline = time.monotonic() + 20
    while not path.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failure(f"{process.args[0]} does not serve; its log:\n{pathlib.Path(log).read_text()}")
        time.sleep(0.01)


def memory_kib(process):
    """VmRSS and VmHWM of a process, in KiB."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return {name: int(fields[name].split()[0]) for name in ("VmRSS", "VmHWM")}


def cpu_microseconds(process):
    """Processor time that a process has used."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")


class Bench:
    """Starts filters and sends load to them. Stores and logs are in `work`, sockets in `sockets`, where paths are short."""

    def __init__(self, programs, work, sockets):
        self.programs, self.work, self.sockets = programs, work, sockets
        self.runs = 0
        self.first = FIRST_NEW

    @contextlib.contextmanager
    def null(self, socket_directory=None):
        """The filter that does nothing. Yields its Popen and its socket."""
        socket = self._fresh_socket(socket_directory, "null.sock")
        log = self.work / "null_filter.log"
        with running([self.programs / "null_filter", f"unix:{socket}"], log) as process:
            wait_for(socket, process, log)
            yield process, f"unix:{socket}"

    @contextlib.contextmanager
    def jeda(self, store, socket_directory=None, rules="rules.yaml"):
        """jeda-milter on a store, with one of the policies here. Yields its Popen and its socket."""
        socket = self._fresh_socket(socket_directory, "jeda.sock")
        config, log = self.work / "jeda.yaml", self.work / "jeda-milter.log"
        log.unlink(missing_ok=True)
        config.write_text(
            f"socket: unix:{socket}\nsocket_mode: 0666\nstore: sqlite:{store}\nrules: {HERE / rules}\n")
        with running([self.programs / "jeda-milter", "--config", config], log) as process:
            wait_for(socket, process, log)
            yield process, f"unix:{socket}"

    def decision(self):
        """A run of jeda-decision on the policy with all kinds: its JSON."""
        command = [self.programs / "jeda-decision", HERE / "all-kinds.yaml"]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    def _fresh_socket(self, directory, name):
        socket = (directory or self.sockets) / name
        socket.unlink(missing_ok=True)
        return socket

    def seeded(self, prospects):
        """A store with so many prospects, made once."""
        store = self.work / f"seeded-{prospects}.db"
        if not store.exists():
            subprocess.run([self.programs / "jeda-seed", store, "--prospects", str(prospects)], check=True)
        return store

    def copy(self, store):
        """A copy to be written to, instead of the last one."""
        copy = self.work / "history.db"
        for name in ("history.db", "history.db-wal", "history.db-shm", ".history.db.mark"):
            (self.work / name).unlink(missing_ok=True)
        shutil.copyfile(store, copy)
        os.sync()  # so that the copy's own writes do not fall into the measurement
        return copy

    def load_command(self, socket, *options):
        self.runs += 1
        return [self.programs / "jeda-load", socket, "--json", "--run", f"r{self.runs}.{os.getpid()}", *map(str, options)]

    def load(self, socket, *options):
        """Sends load and returns jeda-load's report. New prospects are given out, each to one message only."""
        self.first += 10_000_000
        return self.check(subprocess.run(self.load_command(socket, "--first", self.first, *options), stdout=subprocess.PIPE))

    def load_again(self, socket, first, *options):
        """Sends load to prospects that are in the store."""
        return self.check(subprocess.run(self.load_command(socket, "--first", first, *options), stdout=subprocess.PIPE))

    @staticmethod
    def check(finished):
        if finished.returncode != 0:
            raise Failure(f"jeda-load failed ({finished.returncode})")
        report = json.loads(finished.stdout)
        if report["verdicts"]["accept"] != report["messages"]:
            raise Failure(f"not every message was accepted, the figures would mean nothing: {report['verdicts']}")
        return report
