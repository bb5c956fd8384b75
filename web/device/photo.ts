// A photograph of a code, as small as it may be sent on.

/// Enough to read a code by, and less than the gateway takes.
const longest_side = 1600, quality = 0.85;

function loaded(address: string): Promise<HTMLImageElement> {
    return new Promise((done, failed) => {
        const image = new Image();
        image.onload = () => done(image);
        image.onerror = () => failed(new Error("the picture cannot be read"));
        image.src = address;
    });
}

/// Throws where the file is no picture.
export async function reduced(photo: Blob): Promise<Blob> {
    const address = URL.createObjectURL(photo);
    try {
        const image = await loaded(address);
        const scale = Math.min(1, longest_side / Math.max(image.naturalWidth, image.naturalHeight));
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
        canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
        canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
        if (!blob) throw new Error("the picture cannot be read");
        return blob;
    } finally {
        URL.revokeObjectURL(address);
    }
}
