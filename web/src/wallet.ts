// The simulated wallet: what a customer's bank app shows after scanning the stall's stand. No money moves.

import { Problem, Stall, get, get_text, post, take_token } from "./api";
import { show_problem } from "./access";
import { by_id, fill, make, show } from "./dom";
import { dong } from "./format";
import { Payee, bank_name, read_payload } from "./payload";
import { words_of_dong } from "./speech";

const stall_id = new URLSearchParams(location.search).get("stall") || "";
const amount_most = 499_999_999;  // A wallet's own limit on one transfer, and what fits the screen.

let payload = "";
let amount = 0;

function show_amount(): void {
    by_id("amount").textContent = dong(amount);
    by_id("words").textContent = amount ? words_of_dong(amount) : "Gõ số tiền";
    by_id<HTMLButtonElement>("pay").disabled = amount === 0;
    show_result("", "");
}

function press(key: string): void {
    const next = key === "del" ? Math.floor(amount / 10) : Number(`${amount}${key}`);
    if (next <= amount_most) amount = next;
    show_amount();
}

function show_result(kind: "" | "yes" | "no", title: string, note = ""): void {
    by_id("result").className = kind;
    fill(by_id("result"), title ? make("strong", title) : null, note ? make("p", note) : null);
}

async function pay(): Promise<void> {
    const button = by_id<HTMLButtonElement>("pay");
    button.disabled = true;
    show_result("", "Đang gửi…");
    try {
        await post("/demo/pay", { qr_payload: payload, amount });
        show_result("yes", "Đã gửi; chờ loa quầy", `${dong(amount)} – chỉ khi loa quầy báo mới là tiền đã về.`);
    } catch (error) {
        const known = error instanceof Problem ? error : null;
        if (known && known.status === 404) show_result("no", "Chưa gửi được", "Máy chủ này không bật ví mô phỏng.");
        else show_result("no", "Chưa gửi được", known ? known.message : "Thử lại sau ít giây.");
    }
    button.disabled = false;
}

function show_payee(payee: Payee, stall: Stall | null): void {
    const account = stall && (stall.accounts || []).find((one) => one.account_number === payee.account);
    const name = account && account.account_name || payee.merchant_name;
    by_id("stall").textContent = stall ? `Quầy ${stall.code}` : "Quầy";
    by_id("who").textContent = stall ? [stall.vendor && stall.vendor.name, stall.goods].filter(Boolean).join(" – ") : "";
    by_id("holder").textContent = name || "(ứng dụng ngân hàng sẽ hiện tên)";
    by_id("bank").textContent = (account && account.bank || bank_name(payee.bin)) + ", 4 số cuối";
    by_id("tail").textContent = `…${payee.account.slice(-4)}`;
    by_id<HTMLImageElement>("qr").src = `/v1/stalls/${encodeURIComponent(stall_id)}/qr.svg`;
    if (payee.amount) amount = payee.amount;
}

function show_not_registered(): void {
    fill(by_id("main"), make("section.wall", make("h2", "Quầy chưa đăng ký"),
        make("p", "Quầy này chưa có tài khoản nhận tiền nên chưa có mã QR. Hỏi ban quản lý chợ.")));
    show(by_id("main"), true);
}

function ask_for_stall(): void {
    const form = by_id("choose");
    show(form, true);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const typed = by_id<HTMLInputElement>("stall-id").value.trim();
        if (typed) location.search = `?stall=${encodeURIComponent(typed)}`;
    });
}

async function start(): Promise<void> {
    const has_token = take_token() !== "";
    if (!stall_id) return ask_for_stall();
    const path = `/v1/stalls/${encodeURIComponent(stall_id)}`;
    // A stand is public, what the market knows of the stall is not: without a token the payload alone must do.
    const stall = has_token ? await get<Stall>(path).catch(() => null) : null;
    if (stall && !stall.registered) return show_not_registered();
    payload = (await get_text(`${path}/qr.txt`)).trim();
    const payee = read_payload(payload);
    if (!payee) throw new Problem(-1, "unreadable_qr", "Mã QR của quầy không đọc được. Báo ban quản lý chợ.");
    show_payee(payee, stall);
    by_id("keys").addEventListener("click", (event) => {
        const key = (event.target as HTMLElement).getAttribute("data-key");
        if (key) press(key);
    });
    addEventListener("keydown", (event) => {
        if (/^\d$/.test(event.key)) press(event.key);
        if (event.key === "Backspace") press("del");
    });
    by_id("pay").addEventListener("click", () => void pay());
    show_amount();
    show(by_id("main"), true);
}

start().catch(show_problem);
