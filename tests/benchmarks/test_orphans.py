"""The lab's drawing processes when the lab is killed."""

import subprocess
import sys

# Its worker says that it runs and would then stay for an hour; it holds standard output open.
LAB = """
import multiprocessing, sys, time
from benchmarks.lab.orphans import end_with_parent

def work():
    end_with_parent()
    print("at work", flush=True)
    time.sleep(3600)

multiprocessing.get_context("fork").Process(target=work).start()
time.sleep(3600)
"""


def test_a_worker_ends_when_its_parent_is_killed():
    lab = subprocess.Popen([sys.executable, "-c", LAB], stdout=subprocess.PIPE, text=True)
    assert lab.stdout.readline() == "at work\n"
    lab.kill()
    # The pipe ends once nobody holds it any more: neither the lab nor its worker.
    rest, _ = lab.communicate(timeout=20)
    assert rest == ""
