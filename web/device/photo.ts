// A photograph of a code, as small as it may be sent on.

/// Enough to read a code by, and less than the gateway takes.
const longest_side = 1600, usual_quality = 0.85;

function loaded(address: string): Promise<HTMLImageElement> {
    return new Promise((done, failed) => {
        const image = new Image();
        image.onload = () => done(image);
        image.onerror = () => failed(new Error("the picture cannot be read"));
        image.src = address;
    });
}

/// Of each, the longest side and the quality, until it is small enough.
const ever_smaller: readonly (readonly [number, number])[] = [[1280, 0.8], [960, 0.7], [720, 0.6], [480, 0.5]];

/// The picture as a JPEG of at most so many bytes, and nothing of what a camera writes into its files: where it was, and when.
export async function reduced_to(bytes_max: number, photo: Blob): Promise<Blob> {
    for (const [side, quality_of_side] of ever_smaller) {
        const jpeg = await reduced(photo, side, quality_of_side);
        if (jpeg.size <= bytes_max) return jpeg;
    }
    throw new Error("the picture stays too large");
}

/// Throws where the file is no picture.
export async function reduced(photo: Blob, side = longest_side, quality = usual_quality): Promise<Blob> {
    const address = URL.createObjectURL(photo);
    try {
        const image = await loaded(address);
        const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
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
