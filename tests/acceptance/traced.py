"""A gateway under strace, which can make each of its system calls fail."""
import fcntl
import http.client
import os
import re
import signal
import subprocess
import tempfile
import time

from house import CHOQR, House


class Traced(House):
    """Started when told: start() as ever, start_traced() under strace."""

    def __enter__(self):
        return self

    def start_traced(self, *options):
        """True once it answers; False if it ended before. strace's options are the caller's."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(["strace", "-f", "--seccomp-bpf", "-qq", *options, CHOQR, "serve", "--data", self.data, "--listen",
                                             f"127.0.0.1:{self.port}", "--config", self.config], stdout=log, stderr=log, start_new_session=True)
        for _ in range(400):
            if self.process.poll() is not None:
                return False
            try:
                if self.call("GET", "/healthz", token=None)[0] == 200:
                    return True
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.02)
        return True

    def gateway_pids(self):
        return [int(pid) for pid in subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()]

    def end_traced(self):
        """SIGTERM to the gateway (strace passes on its own death, not its signals), then to the group. Whether it had to be killed."""
        killed = False
        if self.process.poll() is None:
            for pid in self.gateway_pids():
                os.kill(pid, signal.SIGTERM)
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                killed = True
        self.kill_traced()
        return killed

    def kill_traced(self):
        """SIGKILL to both at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        # strace may end before the last thread of what it traced.
        folder = os.open(self.data, os.O_RDONLY)
        try:
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                try:
                    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return
                except BlockingIOError:
                    time.sleep(0.002)
        finally:
            os.close(folder)
        raise AssertionError("the gateway still holds its ledger ten seconds after SIGKILL")

    def how_often(self, calls, work):
        """How often each call comes in the thread that makes it most often while `work` is done: strace counts per thread."""
        with tempfile.NamedTemporaryFile() as log:
            assert self.start_traced("-o", log.name, "-e", "trace=" + ",".join(calls))
            work()
            self.end_traced()
            counts = {}
            for line in open(log.name, errors="replace"):
                found = re.match(r"(\d+) +(\w+)\(", line)
                if found:
                    counts[found.groups()] = counts.get(found.groups(), 0) + 1
        return {call: max((n for (_, name), n in counts.items() if name == call), default=0) for call in calls}
