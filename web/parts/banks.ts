// The banks at which most of a market's people are, by their BIN (NAPAS): whoever has another one types its six digits.

export const banks: readonly (readonly [string, string])[] = [
    ["970405", "Agribank"], ["970436", "Vietcombank"], ["970415", "VietinBank"], ["970418", "BIDV"], ["970422", "MB"], ["970407", "Techcombank"],
    ["970416", "ACB"], ["970432", "VPBank"], ["970423", "TPBank"], ["970403", "Sacombank"], ["970437", "HDBank"], ["970441", "VIB"],
    ["970443", "SHB"], ["970426", "MSB"], ["970448", "OCB"], ["970440", "SeABank"], ["970449", "LPBank"],
];
