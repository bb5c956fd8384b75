// The screen of a loudspeaker stays on: a phone that sleeps hears nothing. By a wake lock, which needs TLS and a browser of 2020; else by a
// video of one black second without an end, which phones do not sleep over. It is drawn here, so nothing is fetched for it.

interface WakeLock { request(type: "screen"): Promise<unknown> }
type Drawn = HTMLCanvasElement & { captureStream?: (frames_per_s: number) => MediaStream };

const frames_per_s = 5, frames = 5, side_px = 16;

/// The bytes of the video; null where a browser cannot record what is drawn.
function draw_video(): Promise<Blob | null> {
    const canvas = document.createElement("canvas") as Drawn;
    const pen = canvas.getContext("2d");
    if (!pen || !canvas.captureStream || typeof MediaRecorder !== "function") return Promise.resolve(null);
    canvas.width = canvas.height = side_px;
    const recorder = new MediaRecorder(canvas.captureStream(frames_per_s));
    const parts: Blob[] = [];
    return new Promise((resolve) => {
        recorder.ondataavailable = ({ data }) => parts.push(data);
        recorder.onstop = () => resolve(parts.length > 0 ? new Blob(parts, { type: recorder.mimeType }) : null);
        recorder.start();
        let drawn = 0;
        const timer = setInterval(() => {
            pen.fillStyle = ++drawn % 2 ? "#000" : "#010101";  // One that does not change is not recorded.
            pen.fillRect(0, 0, side_px, side_px);
            if (drawn < frames) return;
            clearInterval(timer);
            recorder.stop();
        }, 1_000 / frames_per_s);
    });
}

/// Muted, or it could not begin without a touch; in the corner, since what nobody sees keeps nothing awake.
async function play_video(): Promise<void> {
    const bytes = await draw_video();
    if (!bytes) return;
    const video = document.createElement("video");
    video.className = "awake";
    video.muted = video.loop = true;
    video.setAttribute("playsinline", "");
    video.setAttribute("aria-hidden", "true");
    video.src = URL.createObjectURL(bytes);
    document.body.append(video);
    await video.play();
}

/// From now on, whenever the page is seen.
export function keep_awake(): void {
    const lock = (navigator as { wakeLock?: WakeLock }).wakeLock;
    if (!lock) return void play_video().catch(() => undefined);
    const hold = (): void => { if (document.visibilityState === "visible") lock.request("screen").catch(() => undefined); };
    document.addEventListener("visibilitychange", hold);
    hold();
}
