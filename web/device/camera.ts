// A camera that looks for QR codes. The browser reads them where it can, else zxing once it is there (zxing.ts); until then, and where
// neither is, frames are handed over for the gateway. Without TLS browsers have no camera for pages.

import { zxing } from "./zxing";

interface Detector { detect(source: HTMLVideoElement | HTMLCanvasElement): Promise<{ rawValue: string }[]> }
interface Detectors { new (options: { formats: string[] }): Detector; getSupportedFormats?: () => Promise<string[]> }

/// What was seen: the texts of all codes, at least one; or a picture that nobody here could read.
export type Look = { readonly texts: readonly string[] } | { readonly frame: Blob };
type Reader = (source: HTMLVideoElement | HTMLCanvasElement) => Promise<string[]>;

const look_every_ms = 250, send_every_ms = 1_500;
const frame_side = 960, frame_quality = 0.8;

/// Some phones have the class and no reader behind it.
async function detector(): Promise<Reader | null> {
    const { BarcodeDetector } = window as { BarcodeDetector?: Detectors };
    if (!BarcodeDetector) return null;
    const formats = BarcodeDetector.getSupportedFormats ? await BarcodeDetector.getSupportedFormats() : ["qr_code"];
    if (!formats.includes("qr_code")) return null;
    const reads = new BarcodeDetector({ formats: ["qr_code"] });
    return async (source) => (await reads.detect(source)).map(({ rawValue }) => rawValue);
}

export const has_detector = async (): Promise<boolean> => await detector() !== null;

const is_video = (source: HTMLVideoElement | HTMLCanvasElement): source is HTMLVideoElement => "videoWidth" in source;

/// As it is, but no side longer than `longest`.
function drawn(source: HTMLVideoElement | HTMLCanvasElement, longest = frame_side): HTMLCanvasElement {
    const [width, height] = is_video(source) ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
    const scale = Math.min(1, longest / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext("2d")!.drawImage(source, 0, 0, canvas.width, canvas.height);
    return canvas;
}

async function by_zxing(): Promise<Reader | null> {
    const read = await zxing();
    return read && ((source) => {
        const canvas = drawn(source);
        return read(canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height));
    });
}

/// Null: this browser reads no code.
export const reader_here = async (): Promise<Reader | null> => await detector() || by_zxing();

const frame_of = (video: HTMLVideoElement): Promise<Blob | null> =>
    new Promise((done) => drawn(video).toBlob(done, "image/jpeg", frame_quality));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const stop = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());

/// `T`: what a code means to whoever looks for it.
export class Camera<T> {
    readonly video = document.createElement("video");
    private stream_: MediaStream | null = null;
    private wanted_ = false;
    private reader_: Reader | null = null;
    /// What was no good is not asked about again while it is held there.
    private tried_ = "";

    /// `take` says what a look means; null: go on looking. Then the camera is closed, and `found` is told. What `take` throws goes to
    /// `tell`, and the camera looks on.
    constructor(label: string, private readonly take_: (look: Look) => Promise<T | null>, private readonly found_: (found: T) => void,
                private readonly tell_: (fault: unknown) => void) {
        this.video.muted = true;
        this.video.setAttribute("playsinline", "");
        this.video.setAttribute("aria-label", label);
        this.video.hidden = true;
    }

    /// False: there is none, or nobody may use it.
    async open(): Promise<boolean> {
        const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
        if (!mediaDevices || !mediaDevices.getUserMedia) return false;
        this.wanted_ = true;
        try {
            const stream = await mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
            this.begin_(stream);
        } catch (_) {
            return false;
        }
        return true;
    }

    close(): void {
        this.wanted_ = false;
        if (this.stream_) stop(this.stream_);
        this.stream_ = null;
        this.video.hidden = true;
        this.tried_ = "";
    }

    /// Whoever closed it while the person was still asked wants none any more.
    private begin_(stream: MediaStream): void {
        if (!this.wanted_ || this.stream_) return stop(stream);
        this.stream_ = stream;
        this.video.srcObject = stream;
        this.video.hidden = false;
        const ready = reader_here().then((reader) => { this.reader_ = reader; });
        void this.video.play().catch(() => undefined);  // It was closed before the first frame.
        void Promise.race([ready, pause(send_every_ms)]).then(() => this.look_on_(stream));
    }

    private async look_on_(stream: MediaStream): Promise<void> {
        let last = "";
        while (this.stream_ === stream) {
            await pause(this.reader_ ? look_every_ms : send_every_ms);
            if (this.stream_ !== stream || this.video.videoWidth === 0) continue;
            try {
                const found = await this.look_();
                if (found !== null && this.stream_ === stream) {
                    this.close();
                    this.found_(found);
                }
            } catch (error) {
                if (String(error) !== last && this.stream_ === stream) this.tell_(error);
                last = String(error);
            }
        }
    }

    private async look_(): Promise<T | null> {
        if (!this.reader_) {
            const frame = await frame_of(this.video);
            return frame && this.take_({ frame });
        }
        const texts = await this.reader_(this.video);
        const seen = texts.join("\n");
        if (texts.length === 0 || seen === this.tried_) return null;
        this.tried_ = seen;
        return this.take_({ texts });
    }
}

/// The codes of a photograph, by this browser; nothing where it reads none.
export async function texts_in(photo: Blob): Promise<string[]> {
    const reader = await reader_here();
    if (!reader) return [];
    const address = URL.createObjectURL(photo);
    try {
        const image = new Image();
        await new Promise((done, failed) => { image.onload = done; image.onerror = failed; image.src = address; });
        const canvas = document.createElement("canvas");
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        canvas.getContext("2d")!.drawImage(image, 0, 0);
        return await reader(canvas);
    } finally {
        URL.revokeObjectURL(address);
    }
}
