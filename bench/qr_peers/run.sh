#!/usr/bin/env bash
# The peers of qr_bench, pinned to one core like it: run.sh QR_BENCH WORK_FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2" && cd "$2"
cp "$here/package.json" "$here/package-lock.json" .
[ -d node_modules/pdfkit ] || npm ci --ignore-scripts --silent
taskset -c 1 "$1" --benchmark_repetitions=3 --benchmark_report_aggregates_only=true 2>/dev/null | grep -E '_median'
taskset -c 1 node "$here/peers.mjs"
