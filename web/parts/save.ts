// A file for the user, made here.

const kept_ms = 60_000;

export function save(content: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), kept_ms);
}

/// A plain http page in a market's network has no clipboard object; the old command still works there.
export function copy_from(field: HTMLInputElement | HTMLTextAreaElement): boolean {
    field.focus();
    field.select();
    return document.execCommand("copy");
}
