#!/usr/bin/env bash
# Other people's readers into a build folder: install.sh FOLDER. Does nothing the second time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"

if ! cmp -s "$here/package-lock.json" package-lock.json || [ ! -e vietqrjs.cjs ]; then
  cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" .
  npm ci --ignore-scripts --silent
  # vietqrjs is published without its compiled form, and draws with a native canvas that reading does not need.
  echo 'module.exports = {}' > canvas.js
  node_modules/@esbuild/*/bin/esbuild node_modules/vietqrjs/src/index.ts --bundle --platform=node --format=cjs \
    --alias:canvas=./canvas.js --outfile=vietqrjs.cjs --log-level=error
fi
