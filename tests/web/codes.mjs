// Bank codes before a camera: payloads of others and of our own making, drawn by two programs, as a hand holds them, in the file that
// Chromium plays as its camera.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const run = (program, ...words) => execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const read_json = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

/// Numbers that are the same in every run.
export function numbers(seed) {
    let at = seed;
    return (below) => {
        at = (Math.imul(at, 1_103_515_245) + 12_345) >>> 0;
        return Math.floor(at / 2 ** 32 * below);
    };
}

/// What other people's libraries wrote, each account once.
export function codes_of_others() {
    const all = read_json("../vectors/qr-vectors.json").filter(({ kind, input, payload = "" }) =>
        ["generate+parse", "parse"].includes(kind) && payload.includes("A000000727") && input.bankBin && input.account && /^[\x20-\x7e]+$/.test(payload));
    const found = new Map(all.map(({ id, input, payload }) => [`${input.bankBin} ${input.account}`, { name: id, bin: input.bankBin, account: input.account, payload }]));
    return [...found.values()];
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// `count` codes of all banks in turn, with and without a holder's name and an amount.
export function own_codes(count, seed) {
    const any = numbers(seed);
    const banks = read_json("../../config/banks.json").filter(({ kind, transferSupported }) => kind === "bank" && transferSupported);
    return Array.from({ length: count }, (_, at) => {
        const { bin } = banks[at % banks.length];
        const account = Array.from({ length: 8 + any(7) }, (_, place) => place === 0 ? 1 + any(9) : any(10)).join("");
        const name = Array.from({ length: 12 }, (_, place) => place % 5 === 4 ? " " : letters[any(26)]).join("").trim();
        const more = [at % 3 === 0 ? ["--merchant-name", name, "--merchant-city", "HA NOI"] : [], at % 4 === 1 ? ["--amount", String(1000 * (1 + any(900)))] : []].flat();
        const payload = run(process.env.CHOQR, "qr", "encode", "--static", "--bin", bin, "--account", account, ...more);
        return { name: `own ${at}`, bin, account, payload, drawn_by: at % 2 ? "zint" : "choqr", words: ["--bin", bin, "--account", account, ...more] };
    });
}

/// As a picture, its modules sharp.
function draw({ payload, drawn_by = "zint", words }, path) {
    if (drawn_by === "choqr") run(process.env.CHOQR, "qr", "encode", "--static", ...words, "--format", "png", "-o", path);
    else run("zint", "--barcode=QRCODE", "--scale=4", "--whitesp=4", "--vwhitesp=4", "-o", path, "-d", payload);
}

/// One frame of 640 × 480: the code as large as `side`, turned, out of focus and noisy, before something grey.
function frame(picture, any, out) {
    const side = 260 + any(160), turned = any(41) - 20, blur = (any(10) / 10).toFixed(1), seed = String(any(100_000));
    run("convert", picture, "-resize", `${side}x${side}`, "-background", "#8a7f70", "-rotate", String(turned), "-gravity", "center",
        "-extent", "640x480", "-colorspace", "sRGB", "-type", "TrueColor", "-blur", `0x${blur}`, "-seed", seed, "-attenuate", "0.3", "+noise", "Gaussian", "-quality", "75", `jpeg:${out}`);
    return readFileSync(out);
}

/// What the camera shows from its next opening on: `codes` side by side if there are several; none: something without a code.
export function hold(folder, film, codes, any) {
    const picture = join(folder, "code.png");
    if (codes.length === 0) run("convert", "-size", "300x300", "plasma:grey-white", picture);
    const drawn = codes.map((code, at) => { const path = join(folder, `code-${at}.png`); draw(code, path); return path; });
    if (drawn.length > 0) run("convert", ...drawn, "-resize", "300x300", "+append", picture);
    writeFileSync(film, Buffer.concat([0, 1, 2].map(() => frame(picture, any, join(folder, "frame.jpg")))));
}
