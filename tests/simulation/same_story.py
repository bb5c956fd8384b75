"""same_story.py PROGRAM SEEDS: a simulation's seeds tell the same story in every process.

Two processes that differ in everything no seed decides (where memory lies and what it holds, how many processors there are, time zone,
language, folder, when it is) must print the same digest. With --unsteady the digest depends on an address: that must be seen.
"""
import os
import subprocess
import sys
import tempfile

program, seeds = os.path.abspath(sys.argv[1]), sys.argv[2]


def story(more, environment, alone):
    one_processor = {min(os.sched_getaffinity(0))}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program, "--seeds", seeds, *more], cwd=folder, env=os.environ | environment, text=True, capture_output=True,
                              preexec_fn=(lambda: os.sched_setaffinity(0, one_processor)) if alone else None)
    if done.returncode != 0 or "digest" not in done.stdout:
        sys.exit(f"{done.stdout}{done.stderr}")
    return done.stdout.rsplit("digest", 1)[1].strip()


def two(*more):
    here = story(more, {"TZ": "Asia/Ho_Chi_Minh", "MALLOC_PERTURB_": "0"}, alone=False)
    there = story(more, {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "MALLOC_PERTURB_": "165", "LONGER": "x" * 20_000}, alone=True)
    return here, there


here, there = two()
if here != there:
    sys.exit(f"the same seeds, another story: {here} and {there}")
if len(set(two("--unsteady"))) == 1:
    sys.exit("a digest that depends on an address is the same twice: this test compares nothing")
print(f"{seeds} seeds, digest {here}")
