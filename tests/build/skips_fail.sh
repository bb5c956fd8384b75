#!/usr/bin/env bash
# script/lib.sh's run_tests takes a skipped test for a failure, hands on a failed one, and is content with neither.
# usage: skips_fail.sh SOURCE
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
said() {  # said STATUS LINE: what run_tests makes of a ctest that ends so
  printf '#!/bin/sh\necho "%s"\nexit %s\n' "$2" "$1" >"$place/ctest"; chmod +x "$place/ctest"
  PATH=$place:$PATH bash -c ". '$source/script/lib.sh'; run_tests" >/dev/null 2>"$place/error"
}
source=$1
said 0 "1/1 Test #1: base ....   Passed    0.01 sec" || { echo "a passed test is no success"; exit 1; }
if said 0 "1/1 Test #1: clock ...***Skipped   0.01 sec"; then echo "a skipped test is a success"; exit 1; fi
grep -q "1 tests were skipped" "$place/error" || { echo "nobody says what was skipped"; exit 1; }
if said 8 "1/1 Test #1: base ...***Failed   0.01 sec"; then echo "a failed test is a success"; exit 1; fi
echo "a skipped test is a failure"
