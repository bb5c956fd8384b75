// The friendly wall: no token, a wrong one, nothing found, no network. It takes the place of the page's <main>.

import { Problem, forget_token, set_token } from "./api";
import { by_id, fill, make, make_button, make_link } from "./dom";

function token_form(): HTMLElement {
    const form = document.createElement("form");
    const label = make("label", "Mã truy cập");
    const input = document.createElement("input");
    input.type = "password";
    input.autocomplete = "off";
    input.required = true;
    input.id = "token";
    (label as HTMLLabelElement).htmlFor = "token";
    const enter = make("button.go", "VÀO") as HTMLButtonElement;
    enter.type = "submit";
    fill(form, label, input, enter);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!input.value.trim()) return;
        set_token(input.value.trim());
        location.reload();
    });
    return form;
}

export function ask_for_token(why: string): void {
    fill(by_id("main"), make("section.wall", make("h2", "Cần mã truy cập"), make("p", why), token_form()));
    by_id("main").hidden = false;
}

const titles: { [status: number]: string } = { 0: "Mất mạng", 403: "Không xem được", 404: "Không tìm thấy", 503: "Máy chủ đang bận" };

/// Shows `problem` with what to do about it.
export function show_problem(problem: unknown): void {
    const known = problem instanceof Problem ? problem : new Problem(-1, "", "Trang gặp lỗi. Tải lại trang; nếu vẫn lỗi, báo ban quản lý.");
    if (known.status === 401) {
        forget_token();
        ask_for_token(known.message);
        return;
    }
    const again = known.status === 404 ? make_link("Về trang đầu", "/", "go") : make_button("THỬ LẠI", "go", () => location.reload());
    const other = known.status === 403 ? make_button("Nhập mã khác", "plain", () => { forget_token(); location.reload(); }) : null;
    fill(by_id("main"), make("section.wall", make("h2", titles[known.status] || "Có lỗi"), make("p", known.message), again, other));
    by_id("main").hidden = false;
}

export const missing_token =
    "Mở lại đường dẫn ban quản lý chợ đã gửi, hoặc quét lại mã QR ghép loa. Nếu có mã truy cập, nhập vào đây.";
