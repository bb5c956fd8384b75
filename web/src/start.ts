// The start page: who you are decides which links you get.

import { Market, Page, Problem, Stall, forget_token, get, get_all, set_token, take_token } from "./api";
import { show_problem } from "./access";
import { by_id, fill, make, make_button, make_link, show } from "./dom";
import { market_title } from "./report";

interface Me { role: string; market_id?: string | null; stall_id?: string | null; label?: string }

const roles: { [role: string]: string } = { operator: "người vận hành", board: "ban quản lý chợ", vendor: "quầy", provider: "nguồn báo tiền" };
const rows_first = 40;
const stalls_most = 5_000;

function stall_row(stall: Stall): HTMLElement {
    const about = [stall.vendor && stall.vendor.name, stall.goods].filter(Boolean).join(" – ");
    const links = stall.registered
        ? [make_link("Loa", `/stall/${stall.id}`, "chip"), make_link("Ví thử", `/wallet?stall=${stall.id}`, "chip")]
        : [make("span.muted", "chưa đăng ký")];
    return make("li", make("b", stall.code), make("span.about", about), make("span.links", ...links));
}

function matches(stall: Stall, text: string): boolean {
    const vendor = stall.vendor ? stall.vendor.name : "";
    return `${stall.code} ${stall.zone || ""} ${vendor} ${stall.goods || ""}`.toLowerCase().includes(text);
}

/// The first page is fetched at once, all the others only when somebody looks for a stall or asks for more.
function stall_list(market: Market, first: Page<Stall>): HTMLElement {
    let stalls = first.items;
    let complete = !first.next_cursor;
    let shown = rows_first;
    const list = make("ul.stalls");
    const search = document.createElement("input");
    search.type = "search";
    search.placeholder = "Tìm quầy, tên, mặt hàng";
    search.setAttribute("aria-label", `Tìm quầy ở ${market_title(market.name)}`);
    const more = make_button("Xem thêm", "plain", () => { shown += 200; void load_and_draw(); });
    const draw = (): void => {
        const text = search.value.trim().toLowerCase();
        const found = stalls.filter((stall) => matches(stall, text));
        fill(list, ...found.slice(0, shown).map(stall_row));
        if (found.length === 0) fill(list, make("li", text ? "Không thấy quầy nào." : "Chợ chưa có điểm bán nào. Nhập danh sách bằng tệp CSV."));
        show(more, found.length > shown || !complete);
    };
    const load_and_draw = async (): Promise<void> => {
        if (!complete) {
            try {
                stalls = await get_all<Stall>(`/v1/markets/${market.id}/stalls`, stalls_most);
                complete = true;
            } catch (error) {
                show_problem(error);
                return;
            }
        }
        draw();
    };
    search.addEventListener("input", () => void load_and_draw());
    draw();
    return make("div", search, list, more);
}

async function market_section(market: Market, with_stalls: boolean): Promise<HTMLElement> {
    const place = [market.commune, market.province].filter(Boolean).join(", ");
    const section = make("section.market", make("h2", market_title(market.name)), place ? make("p.muted", place) : null,
                         make_link("Số liệu trong ngày", `/board/${market.id}`, "go"));
    if (with_stalls) section.append(stall_list(market, await get<Page<Stall>>(`/v1/markets/${market.id}/stalls?limit=${rows_first}`)));
    return section;
}

async function links_for(me: Me): Promise<HTMLElement[]> {
    if (me.role === "vendor" && me.stall_id) return [make_link("Mở loa của quầy", `/stall/${me.stall_id}`, "go")];
    if (me.role === "board" && me.market_id) {
        return [await market_section(await get<Market>(`/v1/markets/${me.market_id}`), false)];
    }
    if (me.role !== "operator") return [make("p", "Mã truy cập này dành cho máy, không có trang để xem.")];
    const markets = await get_all<Market>("/v1/markets", 100);
    if (markets.length === 0) return [make("p.note", "Chưa có chợ nào. Tạo chợ rồi nhập danh sách điểm bán.")];
    return Promise.all(markets.map((market) => market_section(market, true)));
}

async function start(): Promise<void> {
    by_id("enter").addEventListener("submit", (event) => {
        event.preventDefault();
        set_token(by_id<HTMLInputElement>("token").value.trim());
        location.reload();
    });
    show(by_id("main"), true);
    if (!take_token()) return;
    const me = await get<Me>("/v1/me");
    show(by_id("enter"), false);
    const leave = make_button("Thoát", "plain", () => { forget_token(); location.reload(); });
    fill(by_id("links"), make("p.me", make("span", "Đang xem với mã của ", make("b", roles[me.role] || me.role)), leave), ...await links_for(me));
}

start().catch((error) => {
    if (!(error instanceof Problem && error.status === 401)) return show_problem(error);
    forget_token();
    by_id("wrong").textContent = error.message;
});
addEventListener("hashchange", () => { if (location.hash.includes("token=")) location.reload(); });
