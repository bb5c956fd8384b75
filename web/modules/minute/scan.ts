// The vendor's bank code before the camera: read here where the browser can, else by the gateway, picture by picture. Without TLS browsers
// have no camera for pages: there is the telephone's own, and its photograph.

import * as words from "words";
import { reduced } from "../../device/photo";
import { make } from "../../parts/dom";
import type { MinuteHost } from "../../parts/minute";
import { Decoded, fault_of } from "./state";

interface Detector { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
interface WithDetector { BarcodeDetector?: new (options: { formats: string[] }) => Detector }

const look_every_ms = 250, send_every_ms = 1_500;
const frame_side = 960, frame_quality = 0.8;

export interface Found { decoded: Decoded; payload: string }

const faults = { several: words.scan_several, unread: words.scan_unread, foreign: words.scan_foreign };

/// Throws the sentence for people.
function good(decoded: Decoded, payload: string): Found {
    const fault = fault_of(decoded);
    if (fault) throw new Error(faults[fault]);
    return { decoded, payload };
}

const read_text = async (host: MinuteHost, payload: string): Promise<Found> =>
    good(await host.send<Decoded>("POST", "/v1/qr/decode", { payload }), payload);

/// A picture's code is not told as text: its account is sent as it was read.
export const read_photo = async (host: MinuteHost, photo: Blob): Promise<Found> =>
    good(await host.send_picture<Decoded>("/v1/qr/decode", await reduced(photo)), "");

function frame_of(video: HTMLVideoElement): Promise<Blob | null> {
    const scale = Math.min(1, frame_side / Math.max(video.videoWidth, video.videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    canvas.getContext("2d")!.drawImage(video, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", frame_quality));
}

export class Camera {
    readonly video = make("video.camera") as HTMLVideoElement;
    private stream_: MediaStream | null = null;
    /// A code that was no good is not asked about again while it is held there.
    private tried_ = "";

    constructor(private readonly host_: MinuteHost, private readonly found_: (found: Found) => void, private readonly tell_: (fault: string) => void) {
        this.video.muted = true;
        this.video.setAttribute("playsinline", "");
        this.video.setAttribute("aria-label", words.scan_camera);
    }

    /// False where there is none, or nobody may use it.
    async open(): Promise<boolean> {
        const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
        if (!mediaDevices || !mediaDevices.getUserMedia) return false;
        try {
            this.stream_ = await mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment" } });
        } catch (_) {
            return false;
        }
        this.video.srcObject = this.stream_;
        await this.video.play();
        void this.look_();
        return true;
    }

    close(): void {
        if (this.stream_) this.stream_.getTracks().forEach((track) => track.stop());
        this.stream_ = null;
    }

    private async look_(): Promise<void> {
        const { BarcodeDetector } = window as WithDetector;
        const detector = BarcodeDetector ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
        let last = "";
        while (this.stream_) {
            await new Promise((resolve) => setTimeout(resolve, detector ? look_every_ms : send_every_ms));
            if (!this.stream_ || this.video.videoWidth === 0) continue;
            try {
                const found = detector ? await this.by_browser_(detector) : await this.by_gateway_();
                if (found && this.stream_) {
                    this.close();
                    this.found_(found);
                }
            } catch (error) {
                const said = error instanceof Error ? error.message : "";
                if (said !== last && said !== words.scan_unread) this.tell_(said);
                last = said;
            }
        }
    }

    /// Two codes at once are nobody's choice.
    private async by_browser_(detector: Detector): Promise<Found | null> {
        const codes = await detector.detect(this.video);
        if (codes.length > 1) throw new Error(words.scan_several);
        const [code] = codes;
        if (!code || code.rawValue === this.tried_) return null;
        this.tried_ = code.rawValue;
        return read_text(this.host_, code.rawValue);
    }

    private async by_gateway_(): Promise<Found | null> {
        const frame = await frame_of(this.video);
        return frame ? good(await this.host_.send_picture<Decoded>("/v1/qr/decode", frame), "") : null;
    }
}
