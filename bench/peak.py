"""Runs one step in a process of its own and says its seconds and its peak memory."""

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Wall seconds, CPU seconds and peak resident memory in MB of one process."""

    seconds: float
    cpu: float
    peak: float


def cost_of(module: str, *arguments: str, into: str = os.devnull) -> Cost:
    """Run ``python -m module arguments`` and measure it from outside, children included. What it
    prints goes to the file ``into``."""
    program = (
        "import json,resource,subprocess,sys,time;b=time.perf_counter();"
        "subprocess.run(sys.argv[2:],check=True,stdout=open(sys.argv[1],'w'),"
        "stderr=subprocess.DEVNULL);"
        "s=time.perf_counter()-b;u=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([s,u.ru_utime+u.ru_stime,u.ru_maxrss/1024]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, into, sys.executable, "-m", module, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return Cost(*json.loads(done.stdout))


def own_peak() -> float:
    """Peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
