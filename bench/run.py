#!/usr/bin/env python3
"""Runs the benchmarks and prints one table: name, median, unit, spread, ratio to its baseline in the same run.

usage: run.py --build DIR [NAME] [--json FILE] [--rounds 3] [--seconds 5] [--connections 64]
NAME: a benchmark program (qr, journal, …), `notices`, `sound` (from a notice to the loudspeaker), or `journal-peers` (the journal beside
a bare file, SQLite and PostgreSQL); everything without it. bench/README.md says what stands beside what.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import signed_notices

SECRET = "bench_secret_0123456789abcdef0123456789"


def row(name, values, unit, baseline=None):
    return {"name": name, "median": statistics.median(values), "low": min(values), "high": max(values), "unit": unit,
            "ratio": statistics.median(values) / baseline if baseline else None}


# --- Google Benchmark programs -------------------------------------------------------------------------------------------

YARDSTICK = re.compile("baseline|bare|^raw_|_one_stream_")


def natural(name):
    """Sorts batch sizes as numbers."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def measure(program, repetitions):
    """The figures of a Google Benchmark program by (name, unit). A counter `bytes_per_x` is a figure of its own."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run([*program, f"--benchmark_repetitions={repetitions}", f"--benchmark_out={out.name}",
                        "--benchmark_out_format=json", "--benchmark_enable_random_interleaving=true"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        results = json.load(open(out.name))["benchmarks"]
    runs = {}
    for result in results:
        if result.get("run_type") != "iteration":
            continue
        if "bytes_per_second" in result and "items_per_second" not in result:
            runs.setdefault((result["run_name"], "MB/s"), []).append(result["bytes_per_second"] / 1e6)
        elif "items_per_second" in result:
            runs.setdefault((result["run_name"], "/s"), []).append(result["items_per_second"])
        else:
            runs.setdefault((result["run_name"], result["time_unit"]), []).append(result["real_time"])
        if "bytes_per_stand" in result:
            runs.setdefault((result["run_name"], "bytes"), []).append(result["bytes_per_stand"])
    return runs


def rows_of(runs):
    """One row per figure. The yardstick of `ours/64` is the `raw_…/64`, `…bare…/64`, `…baseline…/64` or `…_one_stream_…` of the same run."""
    rows = []
    for (name, unit), values in sorted(runs.items(), key=lambda item: natural(item[0][0])):
        shape = re.sub(r"^[^/]*", "", name)
        yardstick = [v for (n, u), v in runs.items() if YARDSTICK.search(n) and u == unit and re.sub(r"^[^/]*", "", n) == shape]
        label = re.sub(r"/(min_time:[\d.]+|real_time)", "", name)
        rows.append(row(label, values, unit, statistics.median(yardstick[0]) if yardstick else None))
    return rows


def micro(program, repetitions):
    return rows_of(measure([program], repetitions))


# --- Codes and stands beside npm's ---------------------------------------------------------------------------------------

ONE_CORE = ["taskset", "-c", "0"]


def qr(program, build, repetitions):
    """qr_bench and bench/qr_peers with the same payloads, both pinned to one core."""
    here, work = pathlib.Path(__file__).resolve().parent / "qr_peers", build / "bench" / "qr_peers"
    packages(here, work)
    runs = measure([*ONE_CORE, program], repetitions)
    peers = subprocess.run([*ONE_CORE, "node", here / "peers.mjs", str(repetitions)], cwd=work, check=True, capture_output=True, text=True)
    for figure in json.loads(peers.stdout):
        runs[(figure["name"], figure["unit"])] = figure["values"]
    return rows_of(runs)


# --- From a notice to the sound at the stall ------------------------------------------------------------------------------

def packages(source, work):
    """The npm packages that `source` names, in `work`."""
    work.mkdir(exist_ok=True)
    for file in ("package.json", "package-lock.json"):
        shutil.copy(source / file, work)
    if not (work / "node_modules").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--silent", "--no-audit", "--no-fund"], cwd=work, check=True)
    return work


def sound(build, _):
    """bench/sound.mjs: 1, 100 and 2,000 listeners, each on its own stall, and a page in Chromium."""
    here = pathlib.Path(__file__).resolve().parent
    npm = packages(here.parent / "tests" / "web", build.resolve() / "bench" / "web_npm")
    environment = dict(os.environ, CHOQR=str(build.resolve() / "choqr"), CHOQR_WEB_TEST_NPM=str(npm))
    out = subprocess.run(["node", here / "sound.mjs", "1", "100", "2000"], env=environment, check=True, capture_output=True, text=True).stdout
    rows = []
    for run in map(json.loads, out.splitlines()):
        label = f"{run['listeners']:,} listeners"
        for what in ("answered", "told", "sounded"):
            rows += [row(f"{label}: a notice until it is {what}, {share}", [run[what + "_ms"][share]], "ms") for share in ("p50", "p99")]
        rows.append(row(f"{label}: memory of each", [run["bytes_per_listener"]], "B"))
    return rows


# --- The journal beside others -------------------------------------------------------------------------------------------

class Postgres:
    """A PostgreSQL of its own in `folder`, on a Unix socket there; nothing in its settings is changed that concerns durability."""

    def __init__(self, folder):
        self.data = folder / "postgres"
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        self.programs = found[-1] if found else None
        # It refuses to run as root.
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.process = None

    def __enter__(self):
        if not self.programs:
            print("PostgreSQL is not installed: left out", file=sys.stderr)
            return self
        self.data.mkdir()
        if self.as_user:
            shutil.chown(self.data, "postgres")
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run([*self.as_user, self.programs / "initdb", "-A", "trust", "-U", "bench", "-D", self.data], **quiet)
        self.process = subprocess.Popen([*self.as_user, self.programs / "postgres", "-D", self.data, "-k", self.data, "-c", "listen_addresses=",
                                         "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "max_connections=120"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        for _ in range(200):
            ready = subprocess.run([self.programs / "pg_isready", "-q", "-h", self.data, "-U", "bench"])
            if ready.returncode == 0:
                return self
            time.sleep(0.1)
        raise SystemExit("PostgreSQL did not start within 20 s")

    def __exit__(self, *_):
        if not self.process:
            return
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGINT)  # Fast shutdown.
        self.process.wait(60)

    def arguments(self):
        return ["--postgres", f"host={self.data} user=bench dbname=postgres"] if self.process else []


def lines_of(command):
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def payload_of_a_transfer(build):
    """The bytes of a TransferReceived as the book writes it, sealed, with the notice as the provider sent it."""
    out = subprocess.run([build / "bench" / "matching_bench", "--benchmark_filter=^encode_sealed$", "--benchmark_min_time=0.05",
                          "--benchmark_format=json"], check=True, capture_output=True, text=True).stdout
    return round(json.loads(out)["benchmarks"][0]["bytes_per_event"])


def journal_peers(build, options):
    """Ratios are to the bare file with the same number of producers."""
    # On a disk, and where PostgreSQL's own user gets in: a build folder may be private.
    base = os.environ.get("CHOQR_BENCH_DIR", "/var/tmp")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="journal-peers-", dir=base)).resolve()
    folder.chmod(0o711)
    program = build / "bench" / "journal_peers"
    try:
        with Postgres(folder) as postgres:
            results = lines_of([program, "producers", "--dir", folder, "--rounds", str(options.rounds), "--seconds",
                                str(min(options.seconds, 2)), *postgres.arguments()])
        payload = payload_of_a_transfer(build)
        sizes = lines_of([program, "disk", "--dir", folder, "--payload", str(payload)])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    runs = {}
    for result in results:
        for figure in ("per_second", "p50_us", "p99_us"):
            runs.setdefault((result["producers"], result["what"], figure), []).append(result[figure])
    rows = []
    for (producers, what, figure), values in sorted(runs.items(), key=lambda run: run[0][0]):
        bare = runs.get((producers, "bare file", figure))
        label = {"per_second": "records durable", "p50_us": "wait, median", "p99_us": "wait, p99"}[figure]
        rows.append(row(f"{producers} producers: {what}: {label}", values, "/s" if figure == "per_second" else "µs",
                        statistics.median(bare) if bare and what != "bare file" else None))
    return rows + [row(f"bytes on disk per transfer of {payload} bytes, {size['batch']} in a batch", [size["bytes_per_record"]], "B")
                   for size in sizes]


# --- Notices over HTTP ---------------------------------------------------------------------------------------------------

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode} before it served")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("the server did not open its port within 10 s")


def call(port, method, path, token, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method,
                                     data=json.dumps(body).encode() if body is not None else None,
                                     headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=30))


def wrk(port, path, requests, length, start, connections, seconds):
    environment = dict(os.environ, REQUESTS=requests, LENGTH=str(length), START=str(start))
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "send_file.lua")
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script,
                          f"http://127.0.0.1:{port}{path}"], env=environment, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit("wrk met errors:\n" + out)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99.group(2)]
    return {"sent": int(re.search(r"(\d+) requests in", out).group(1)),
            "per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), "p99_ms": float(p99.group(1)) * scale}


def notices(build, options):
    """The same signed bytes to the gateway (each stored durably before its 200) and to the bare server, in turn."""
    work = pathlib.Path(tempfile.mkdtemp(prefix="choqr-bench-"))
    servers = []
    try:
        data, config = work / "data", work / "choqr.json"
        config.write_text(json.dumps({"feeds": {"bench": {"connector": "sepay", "auth": "hmac", "secret": SECRET}}}))
        subprocess.run([build / "choqr", "init", "--data", data], check=True, stdout=subprocess.DEVNULL)
        token = (data / "operator.token").read_text().strip()
        port, bare_port = free_port(), free_port()
        servers.append(subprocess.Popen([build / "choqr", "serve", "--data", data, "--listen", f"127.0.0.1:{port}", "--config",
                                         config], stderr=subprocess.DEVNULL))
        servers.append(subprocess.Popen([build / "bench" / "bare_beast_server", str(bare_port)]))
        wait_for(port, servers[0])
        wait_for(bare_port, servers[1])
        market = call(port, "POST", "/v1/markets", token, {"name": "Chợ đo tốc độ", "code": "bench", "province": "", "commune": ""})
        codes = [call(port, "POST", f"/v1/markets/{market['id']}/stalls", token,
                      {"code": f"B-{i}", "vendor": {"name": "Cô Lan", "kind": "person"},
                       "accounts": [{"bin": "970436", "account_number": f"00110{i:05d}", "account_name": "NGUYEN THI LAN"}]})
                 ["stall_code"] for i in range(200)]

        path, file = "/v1/providers/bench/notices", str(work / "requests.bin")
        ours, bare, p99, sent = [], [], [], 0
        for number in range(options.rounds):
            count = 120_000 * options.seconds + 10_000
            length = signed_notices.write(file, count, codes, SECRET, path, 1_000_000_000 + number * 10_000_000)
            run = wrk(port, path, file, length, 0, options.connections, options.seconds)
            ours.append(run["per_second"])
            p99.append(run["p99_ms"])
            sent += run["sent"]
            bare.append(wrk(bare_port, path, file, length, 0, options.connections, options.seconds)["per_second"])

        # What was answered must be there: a figure for notices that got lost would be worth nothing.
        servers[0].send_signal(signal.SIGTERM)
        if servers[0].wait(60) != 0:
            raise SystemExit("the gateway did not stop cleanly after the run")
        stored = subprocess.run([build / "choqr", "ledger", "export", "--data", data], check=True, capture_output=True, text=True).stdout
        recorded = stored.count('"transfer_received"')
        if recorded < sent:
            raise SystemExit(f"{sent} notices were answered, {recorded} are in the ledger")
        baseline = statistics.median(bare)
        return [row(f"notices made durable over HTTP, {options.connections} connections", ours, "/s", baseline),
                row(f"baseline: bare Beast server, answers only, {options.connections} connections", bare, "/s", baseline),
                row("notices: p99 of the answer", p99, "ms")]
    finally:
        for server in servers:
            if server.poll() is None:
                server.terminate()
                server.wait(30)
        shutil.rmtree(work, ignore_errors=True)


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--json")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()

    programs = {p.name.removesuffix("_bench"): p for p in sorted((options.build / "bench").glob("*_bench"))}
    others = {"notices": notices, "sound": sound, "journal-peers": journal_peers}
    names = [options.name] if options.name else [*others, *programs]
    rows = []
    for name in names:
        if name not in others and name not in programs:
            raise SystemExit(f"no benchmark called {name}: {', '.join([*others, *programs])}")
        print(f"running {name} …", file=sys.stderr)
        if name in others:
            rows += others[name](options.build, options)
        elif name == "qr":
            rows += qr(str(programs[name]), options.build, options.rounds)
        else:
            rows += micro(str(programs[name]), options.rounds)

    width = max(len(r["name"]) for r in rows)
    print(f"{'benchmark':<{width}}  {'median':>12} {'unit':<5} {'low':>12} {'high':>12}  {'ratio':>6}")
    for r in rows:
        ratio = f"{r['ratio']:.2f}" if r["ratio"] else ""
        print(f"{r['name']:<{width}}  {number(r['median']):>12} {r['unit']:<5} {number(r['low']):>12} {number(r['high']):>12}  {ratio:>6}")
    if options.json:
        json.dump(rows, open(options.json, "w"), indent=1)


if __name__ == "__main__":
    main()
