# Shared by the scripts of this folder; sourced, never run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

# A sentence for people, quiet when nobody looks at a terminal and QUIET is set.
say() { [ -n "${QUIET:-}" ] || printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

jobs_max() {  # One compiler per core, but no more than memory carries (a Beast file takes up to 1.5 GiB).
  local cores memory
  cores=$(nproc); memory=$(awk '/MemAvailable/{print int($2/1572864)}' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  echo $((cores < memory ? cores : memory))
}

build() {  # build PRESET [TARGET…]
  local preset=$1; shift
  local log; log=$(mktemp)
  [ -f "build/$preset/build.ninja" ] && [ -z "${RECONFIGURE:-}" ] || say "Configuring build/$preset"
  cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; fail "cmake --preset $preset failed"; }
  rm -f "$log"
  say "Building build/$preset"
  cmake --build --preset "$preset" -j "$(jobs_max)" ${1:+--target "$@"}
}

run_tests() {  # run_tests [CTEST ARGUMENT…]: the dev build's tests; on a machine that bootstrap set up, a skipped one has failed
  local told; told=$(mktemp)
  ctest --test-dir build/dev --output-on-failure -j "$(nproc)" "$@" | tee "$told"
  local skipped; skipped=$(grep -c '[*][*][*]Skipped' "$told" || true)
  rm -f "$told"
  [ "$skipped" -eq 0 ] || fail "$skipped tests were skipped: what they need belongs into script/packages.txt"
}

needs() {  # needs PROGRAM PACKAGE…: installs what only a long check needs
  local program=$1; shift
  command -v "$program" >/dev/null && return
  say "Installing: $*"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

acceptance() {  # acceptance NAME [ARG…]: one of tests/acceptance with the release build; what it skips is a failure here
  local name=$1; shift
  CHOQR=$root/build/release/choqr PYTHONDONTWRITEBYTECODE=1 python3 "tests/acceptance/$name.py" "$@" ||
    { [ $? -ne 77 ] || fail "$name could not run here"; fail "$name failed"; }
}
