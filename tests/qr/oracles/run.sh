#!/usr/bin/env bash
# Our codes read by other people's programs: run.sh MAKE_CASES BUILD_FOLDER [COUNT]
# Payloads by npm vietnam-qr-pay and vietqrjs; PNGs and the pages of the PDF by zbar, zxing-cpp and zxing-wasm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
make_cases=$1 folder=$2 count=${3:-1000}
mkdir -p "$folder" && cd "$folder"

if ! cmp -s "$here/package-lock.json" package-lock.json || [ ! -e vietqrjs.cjs ]; then
  cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" .
  npm ci --ignore-scripts --silent
  # vietqrjs is published without its compiled form, and draws with a native canvas that reading does not need.
  echo 'module.exports = {}' > canvas.js
  node_modules/@esbuild/*/bin/esbuild node_modules/vietqrjs/src/index.ts --bundle --platform=node --format=cjs \
    --alias:canvas=./canvas.js --outfile=vietqrjs.cjs --log-level=error
fi
rm -rf cases && mkdir -p cases/pages
"$make_cases" "$count" cases
pdftoppm -r 50 -gray -png cases/stands.pdf cases/pages/page
node "$here/read_cases.mjs" cases

# One line a picture from each reader, compared as sets: every payload, and nothing else.
node -e 'require("fs").readFileSync("cases/cases.json","utf8").trim().split("\n").forEach((line) => console.log(JSON.parse(line).payload))' | sort -u > expected
for pictures in png pages; do
  find "cases/$pictures" -name '*.png' | sort > list
  xargs -a list -n 200 zbarimg -q --nodbus --raw -Sdisable -Sqr.enable | sort -u > zbar
  xargs -a list -n 200 ZXingReader -fast -format QRCode | sed -n 's/^Text: *"\(.*\)"$/\1/p' | sort -u > zxing
  for reader in zbar zxing; do
    if ! diff expected "$reader" > difference; then
      echo "$reader, $pictures: $(grep -c '^[<>]' difference) differences"; head -5 difference; exit 1
    fi
  done
done
echo "$count PNGs and $count PDF pages read by zbar and zxing-cpp: no differences"
