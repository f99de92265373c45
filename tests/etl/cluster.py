"""A Spark cluster of a master and two workers on loopback, from the installed PySpark."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"
QUICK = {
    "SPARK_LOCAL_IP": HOST,
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData",
}
"""For every Java here: a test is over before the better compiler has paid for itself."""


@dataclass(frozen=True)
class Cluster:
    """``address`` is the master's; ``workers`` lead process groups of their own."""

    address: str
    workers: list[subprocess.Popen[bytes]]

    def kill(self, worker: int) -> None:
        """End a worker and its executors at once, as a lost machine would."""
        os.killpg(self.workers[worker].pid, signal.SIGKILL)
        self.workers[worker].wait()


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A running cluster; ``folder`` takes its logs and work files."""
    port = _free_port()
    address = f"spark://{HOST}:{port}"
    started = [_start(folder, "master.Master", "--port", str(port), "--webui-port", "0")]
    try:
        _wait_for(folder / "master.Master-1.log", "New state: ALIVE")
        for n in (1, 2):
            place = ["--work-dir", str(folder / f"work-{n}"), "--webui-port", "0"]
            size = ["--cores", "1", "--memory", "1g"]
            started.append(_start(folder, "worker.Worker", *place, *size, address))
            _wait_for(folder / f"worker.Worker-{n}.log", "Successfully registered with master")
        yield Cluster(address, started[1:])
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _start(folder: Path, what: str, *arguments: str) -> "subprocess.Popen[bytes]":
    spec = find_spec("pyspark")
    assert spec and spec.submodule_search_locations
    home = Path(spec.submodule_search_locations[0])
    number = len(list(folder.glob(f"{what}-*.log"))) + 1
    ours = QUICK | {"SPARK_HOME": str(home), "SPARK_NO_DAEMONIZE": "1"}
    command = [home / "bin/spark-class", f"org.apache.spark.deploy.{what}", "--host", HOST]
    with (folder / f"{what}-{number}.log").open("wb") as log:
        return subprocess.Popen(
            [*command, *arguments],
            env={**os.environ, **ours},
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_for(log: Path, text: str, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while text not in log.read_text(errors="replace"):
        assert time.monotonic() < ends, f"Spark did not start: {log.read_text()[-2000:]}"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
