#!/usr/bin/env bash
# Our codes read by other people's programs: run.sh MAKE_CASES BUILD_FOLDER [COUNT [ON_PAPER]]
# Payloads by npm vietnam-qr-pay and vietqrjs; PNGs and the PDFs of posters, table stands and sheets, rendered by pdftoppm, by
# zbar, zxing-cpp and zxing-wasm. COUNT (1,000) codes, ON_PAPER (all) of them on paper, and twenty times as many damaged ones.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
make_cases=$1 folder=$2 count=${3:-1000}
on_paper=${4:-$count}
"$here/install.sh" "$folder"
cd "$folder"

# Damaged and hostile codes: nobody may see other money in what we accept.
"$(dirname "$make_cases")/qr_make_mutants" $((count * 20)) mutants.json
node "$here/read_mutants.mjs" mutants.json

rm -rf cases && mkdir cases
"$make_cases" "$count" cases "$on_paper"

# The sheets as a printer sees them, cut into one picture a code: tiles LAYOUT COLUMNS ROWS DPI CODES_A_SHEET
tiles() {
  mkdir -p "cases/$1" cases/pages
  pdftoppm -r "$4" -gray -png "cases/$1.pdf" "cases/pages/$1"
  local first=0 page i
  for page in "cases/pages/$1"-*.png; do
    convert "$page" -crop "$2x$3@" +repage +adjoin cases/tile-%d.png
    for ((i = 0; i < $2 * $3; ++i)); do
      local number=$((first + i % $5))
      [ "$number" -ge "$on_paper" ] || mv "cases/tile-$i.png" "$(printf 'cases/%s/%05d-%d.png' "$1" "$number" $((i / $5)))"
    done
    rm -f cases/tile-*.png "$page"
    first=$((first + $5))
  done
}
tiles a4 1 1 50 1
tiles a6 2 2 75 2  # Both sides of each.
tiles sheet8 2 4 100 8
tiles sheet24 3 8 150 24
node "$here/read_cases.mjs" cases

# One line a picture from each reader, compared as sets: every payload, and nothing else.
node -e 'require("fs").readFileSync("cases/cases.json","utf8").trim().split("\n").forEach((line) => console.log(JSON.parse(line).payload))' > payloads
for pictures in png a4 a6 sheet8 sheet24; do
  find "cases/$pictures" -name '*.png' | sort > list
  codes=$count; [ "$pictures" = png ] || codes=$on_paper
  xargs -a list -n 200 zbarimg -q --nodbus --raw -Sdisable -Sqr.enable | sort > zbar || true
  xargs -a list -n 200 ZXingReader -fast -format QRCode | sed -n 's/^Text: *"\(.*\)"$/\1/p' | sort > zxing
  for reader in zbar zxing; do
    if ! diff <(head -n "$codes" payloads | sort -u) <(sort -u "$reader") > difference || [ "$(wc -l < "$reader")" -ne "$(wc -l < list)" ]; then
      echo "$reader, $pictures: $(wc -l < "$reader") of $(wc -l < list) read"; head -5 difference; exit 1
    fi
  done
  echo "$pictures: $(wc -l < list) pictures read by zbar and zxing-cpp: no differences"
done
