#!/usr/bin/env bash
# Do our stands scan? Photographs of a printed stand, simulated: run.sh MAKE_PRINTS ORACLE_FOLDER [SEEDS]
# ORACLE_FOLDER holds zxing-wasm (tests/qr/oracles). Each photo: tilted 3 to 12 %, turned up to 12°, on a coloured table, out
# of focus, in uneven light, noisy, JPEG of quality 45 to 80. Of 20, zxing-wasm and zxing-cpp must read 18 and zbar 14 of the
# stand at 3 pixels a module, in every layout; and of the automatic code as many as of the byte-mode code at the same printed width.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
make_prints=$1 oracles=$2 seeds=${3:-20}
layouts=(a6 a5 a4 sheet8 sheet24)
cd "$oracles"
rm -rf prints && mkdir prints
"$make_prints" prints
payload=$(cat prints/payload)
read -r automatic_modules byte_modules < prints/sizes

# part LAYOUT LEFT TOP WIDTH HEIGHT (mm): that part of the page with 16 pixels a module, before the photo shrinks it.
part() {
  local corners left right dpi
  pdftoppm -r 150 -gray -png -singlefile "prints/$1.pdf" prints/page
  convert prints/page.png -crop "$(at 150 "$4")x$(at 150 "$5")+$(at 150 "$2")+$(at 150 "$3")" +repage prints/page.png
  corners=$(ZXingReader -format QRCode prints/page.png | sed -n 's/^Position: *//p')
  left=${corners%%x*} right=$(cut -d' ' -f2 <<< "$corners"); right=${right%%x*}
  dpi=$(echo "scale=4; 150 * 16 * ($automatic_modules - 8) / ($right - $left)" | bc)
  pdftoppm -r "$dpi" -png -singlefile -x "$(at "$dpi" "$2")" -y "$(at "$dpi" "$3")" -W "$(at "$dpi" "$4")" -H "$(at "$dpi" "$5")" \
    "prints/$1.pdf" "prints/$1"
}
at() { echo "($2 * $1 / 25.4) / 1" | bc; }  # Millimetres as pixels at so many dpi.
part a6 0 148.5 105 148.5
part a5 0 148.5 210 148.5
part a4 0 0 210 297
part sheet8 0 0 105 74.2
part sheet24 0 0 70 37.1

colours=('#8d6e4f' '#5c4033' '#7a7a72' '#a0887a' '#3f4a3c')
photo() {  # photo PICTURE PERCENT SEED RESULT
  local r=$(( ($3 * 1103515245 + 12345) & 0x7fffffff ))
  next() { r=$(( (r * 1103515245 + 12345) & 0x7fffffff )); drawn=$(( (r >> 8) % $1 )); }
  next 10; local tilt=$((drawn + 3)); next 25; local turn=$((drawn - 12)); next 5; local colour=${colours[$drawn]}
  next 6; local blur=$(echo "scale=2; 0.4 + $drawn / 10" | bc); next 12; local noise=$(echo "scale=2; 0.3 + $drawn / 20" | bc)
  next 36; local quality=$((drawn + 45))
  local w h d; read -r w h < <(identify -format '%w %h\n' "$1"); w=$((w + 128)) h=$((h + 128)) d=$((w * tilt / 100))
  convert "$1" -bordercolor white -border 64 -virtual-pixel background -background "$colour" \
    -distort Perspective "0,0 $d,$((d / 2)) $w,0 $((w - d)),$((d / 2)) $w,$h $w,$h 0,$h 0,$h" -background "$colour" -rotate "$turn" \
    -bordercolor "$colour" -border 400 -filter Box -resize "$2%" -gaussian-blur "0x$blur" \
    \( +clone -fill white -colorize 100 -sparse-color Bilinear '0,0 white 10000,10000 gray60' \) -compose Multiply -composite \
    -seed "$3" -attenuate "$noise" +noise Gaussian -quality "$quality" JPEG:- | convert JPEG:- "PNG24:$4"
}

count_reads() {  # count_reads NAME: "zxing-wasm zxing-cpp zbar"
  local files=(prints/"$1"-*.png) cpp=0 bar=0 file text
  for file in "${files[@]}"; do
    text=$(ZXingReader -format QRCode "$file" 2>/dev/null | sed -n 's/^Text: *"\(.*\)"$/\1/p' || true)
    [ -z "$text" ] || { [ "$text" = "$payload" ] || { echo "$file read wrongly: $text" >&2; exit 1; }; cpp=$((cpp + 1)); }
    text=$(zbarimg -q --nodbus --raw -Sdisable -Sqr.enable "$file" 2>/dev/null || true)
    [ -z "$text" ] || { [ "$text" = "$payload" ] || { echo "$file read wrongly: $text" >&2; exit 1; }; bar=$((bar + 1)); }
  done
  echo "$(node "$here/read_photos.mjs" "$payload" "${files[@]}") $cpp $bar"
}

# At the same printed width: the width at which the byte-mode code has 3 pixels a module.
automatic_percent=$(echo "scale=4; 100 * 3 * $byte_modules / (16 * $automatic_modules)" | bc)
for seed in $(seq 1 "$seeds"); do
  for layout in "${layouts[@]}"; do photo "prints/$layout.png" 18.75 "$seed" "prints/$layout-$seed.png"; done
  photo prints/automatic.png "$automatic_percent" "$seed" "prints/automatic-$seed.png"
  photo prints/byte.png 18.75 "$seed" "prints/byte-$seed.png"
done
printf '%-44s %10s %10s %10s\n' "of $seeds photos" zxing-wasm zxing-cpp zbar
wanted=(18 18 14)
for layout in "${layouts[@]}"; do
  read -r -a reads < <(count_reads "$layout")
  printf '%-44s %10s %10s %10s\n' "$layout, 3 px a module" "${reads[@]}"
  for i in 0 1 2; do [ $((reads[i] * 20)) -ge $((wanted[i] * seeds)) ] || { echo "$layout is read too seldom"; exit 1; }; done
done
read -r -a automatic < <(count_reads automatic)
read -r -a byte < <(count_reads byte)
printf '%-44s %10s %10s %10s\n' "automatic modes ($automatic_modules modules), same width" "${automatic[@]}"
printf '%-44s %10s %10s %10s\n' "byte mode ($byte_modules modules), 3 px a module" "${byte[@]}"
for i in 0 1 2; do [ "${automatic[i]}" -ge "${byte[i]}" ] || { echo "automatic modes are read less often than byte mode"; exit 1; }; done
