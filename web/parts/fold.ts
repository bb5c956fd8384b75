// Text as people look for it who type without marks.

/// As many phones write it: no tone, no hook, d for its barred letter.
export const without_marks = (text: string): string =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\u0110/g, "D").replace(/\u0111/g, "d");

/// "Trần", "TRAN" and "tran" are the same.
export const folded = (text: string): string => without_marks(text).toLowerCase().trim();
