// The board's day page: one market, one day, every average with both of its denominators.

import { Market, Problem, get, take_token } from "./api";
import { ask_for_token, missing_token, show_problem } from "./access";
import { by_id, fill, id_of_page, make, show } from "./dom";
import { business_day, clock, count, day as show_day, decimal, dong, percent, weekday } from "./format";
import { start_reprint } from "./reprint";
import { DailyReport, Group, definition_name, group_amount, group_name, hours_of, market_title, unmatched_of, zalo_text } from "./report";

const market_id = id_of_page();
const refresh_ms = 60_000;

let market: Market = { id: market_id, name: market_id };
let day = "";
let asked = 0;

const today = (): string => business_day(Date.now(), market.business_day_cutoff);

// The funnel: where do we lose stalls?

function funnel_steps(report: DailyReport): [string, number][] {
    const steps: [string, number | undefined][] = [
        ["điểm kinh doanh", report.total_stalls],
        ["đã đăng ký", report.registered],
        ["đã từng có giao dịch", report.first_payment],
        ["hoạt động 7 ngày qua", report.active_week],
        ["có giao dịch trong ngày", report.active],
    ];
    return steps.filter((step): step is [string, number] => step[1] !== undefined);
}

function funnel_row([label, number]: [string, number], widest: number): HTMLElement {
    const fillet = make("i");
    fillet.style.width = `${widest ? Math.max(number ? 0.5 : 0, 100 * number / widest) : 0}%`;
    return make("li", make("b", count(number)), make("span", label), make("span.track", fillet));
}

function show_funnel(report: DailyReport): void {
    const steps = funnel_steps(report);
    fill(by_id("funnel"), ...steps.map((step) => funnel_row(step, report.total_stalls)));
    const rate = report.registered ? percent(100 * report.active / report.registered) : "–";
    fill(by_id("rates"), "Tỷ lệ đăng ký ", make("b", percent(report.registration_rate)), ` (${count(report.registered)}/${count(report.total_stalls)}) · `,
         "có giao dịch trong ngày ", make("b", rate), ` (${count(report.active)}/${count(report.registered)})`);
}

// The counts

function card(label: string, value: string, note = ""): HTMLElement {
    return make("div.card", make("span", label), make("strong", value), note ? make("small", note) : null);
}

function show_counts(report: DailyReport): void {
    const unmatched = unmatched_of(report);
    const late = card("Chưa rõ quầy", count(unmatched), unmatched ? "khoản cần tìm chủ" : "không có khoản nào");
    if (unmatched) late.classList.add("late");
    fill(by_id("counts"),
         card("Số giao dịch", count(report.transactions)),
         card("Số tiền", report.amount === null ? "< 5 điểm" : dong(report.amount)),
         card("Bình quân mỗi điểm có giao dịch", decimal(report.per_active_stall), `chia cho ${count(report.active)} điểm`),
         card("Bình quân mỗi điểm đã đăng ký", decimal(report.per_registered_stall), `chia cho ${count(report.registered)} điểm`),
         card("Trung vị một giao dịch", report.median_amount === null ? "–" : dong(report.median_amount), "một nửa nhỏ hơn, một nửa lớn hơn"),
         late);
}

// By hour, by zone, by provider

function draw(name: string, attributes: { [name: string]: string | number }, text = ""): SVGElement {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key of Object.keys(attributes)) element.setAttribute(key, String(attributes[key]));
    if (text) element.textContent = text;
    return element;
}

const bar_width = 14, bars_height = 96, chart_top = 14;

function draw_hour(number: number, hour: number, most: number): SVGElement[] {
    const x = hour * bar_width, height = most ? bars_height * number / most : 0;
    const bar = draw("rect", { x: x + 1, y: chart_top + bars_height - height, width: bar_width - 2, height, class: "bar-hour" });
    bar.append(draw("title", {}, `${hour} giờ: ${count(number)} giao dịch`));
    const label = hour % 3 === 0 ? [draw("text", { x: x + bar_width / 2, y: chart_top + bars_height + 13, class: "axis" }, String(hour))] : [];
    const peak = number === most && number > 0
        ? [draw("text", { x: x + bar_width / 2, y: chart_top + bars_height - height - 3, class: "axis peak" }, count(number))] : [];
    return [bar, ...label, ...peak];
}

function show_hours(report: DailyReport): void {
    const hours = hours_of(report);
    const most = Math.max(...hours);
    const box = by_id("hours");
    const width = 24 * bar_width, bottom = chart_top + bars_height;
    box.setAttribute("viewBox", `0 0 ${width} ${bottom + 18}`);
    fill(box, draw("title", {}, `Giao dịch theo giờ, nhiều nhất ${count(most)}`),
         draw("line", { x1: 0, x2: width, y1: bottom, y2: bottom, class: "ground" }) as unknown as HTMLElement,
         ...hours.map((number, hour) => draw_hour(number, hour, most)).reduce((all, some) => all.concat(some), []));
    show(by_id("hours-section"), most > 0);
}

function show_groups(id: string, groups: Group[] | undefined): void {
    const rows = (groups || []).map((group) => make("tr", make("th", group_name(group)),
        make("td", group.active === undefined ? "" : count(group.active)), make("td", count(group.transactions)), make("td", group_amount(group))));
    fill(by_id(id), ...rows);
    show(by_id(`${id}-section`), rows.length > 0);
}

function show_definitions(report: DailyReport): void {
    const given = report.definitions || {};
    const items = Array.isArray(given) ? given.map((text) => make("li", String(text)))
        : Object.keys(given).map((name) => make("li", make("b", definition_name(name)), ": " + String(given[name])));
    fill(by_id("definitions"), ...items);
    show(by_id("definitions-section"), items.length > 0);
}

function show_closing(report: DailyReport): void {
    const adjusted = Array.isArray(report.adjustments) ? report.adjustments.length : 0;
    by_id("closing").textContent = report.closed ? `Đã chốt ngày${adjusted ? `, ${count(adjusted)} điều chỉnh sau khi chốt` : ""}` : "Chưa chốt ngày";
}

function show_report(report: DailyReport): void {
    const now = clock(Date.now());
    by_id("fresh").textContent = `Số liệu lúc ${now}`;
    show(by_id("lost"), false);
    show(by_id("empty"), report.transactions === 0);
    by_id("empty").textContent = report.total_stalls === 0
        ? "Chợ chưa có điểm bán nào. Nhập danh sách điểm bán trước." : `Chưa có giao dịch nào trong ngày ${show_day(day)}.`;
    show_closing(report);
    show_funnel(report);
    show_counts(report);
    show_hours(report);
    show_groups("zones", report.by_zone);
    show_groups("providers", report.by_provider);
    show_definitions(report);
    by_id<HTMLTextAreaElement>("zalo").value = zalo_text(market_title(market.name), { day, until: day === today() ? now : "" }, report);
    show(by_id("main"), true);
}

async function refresh(): Promise<void> {
    const mine = ++asked;  // An answer for a day that is no longer chosen is dropped.
    try {
        const report = await get<DailyReport>(`/v1/reports/daily?market_id=${encodeURIComponent(market_id)}&date=${day}`);
        if (mine === asked) show_report(report);
    } catch (error) {
        if (mine !== asked) return;
        const shown = !by_id("main").hidden;
        if (shown && error instanceof Problem && (error.status === 0 || error.status >= 500)) show(by_id("lost"), true);
        else throw error;
    }
}

/// The picker writes the date as the browser's language does (11/22/2026); a board must not have to guess, so ours lies over it.
function show_chosen(new_day: string): void {
    day = new_day;
    by_id<HTMLInputElement>("day").value = day;
    by_id("day-text").textContent = `${weekday(day)} ${show_day(day)}`;
}

function open_picker(): void {
    const picker = by_id<HTMLInputElement & { showPicker?: () => void }>("day");
    if (picker.showPicker) picker.showPicker();
}

function choose(new_day: string): void {
    show_chosen(new_day);
    refresh().catch(show_problem);
}

function step(days: number): void {
    const next = new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
    if (next <= today()) choose(next);
}

/// A plain http page in a market's network has no clipboard object; the old command still works there.
function copy(): void {
    const text = by_id<HTMLTextAreaElement>("zalo");
    text.focus();
    text.select();
    const copied = document.execCommand("copy");
    by_id("copied").textContent = copied ? "Đã sao chép. Mở Zalo và dán." : "Chưa sao chép được: giữ tay vào chữ rồi chọn Sao chép.";
}

async function start(): Promise<void> {
    if (!take_token()) return ask_for_token(missing_token);
    market = await get<Market>(`/v1/markets/${encodeURIComponent(market_id)}`);
    by_id("market").textContent = market_title(market.name);
    by_id("place").textContent = [market.commune, market.province].filter(Boolean).join(", ");
    document.title = market_title(market.name);
    show_chosen(today());
    const picker = by_id<HTMLInputElement>("day");
    picker.max = day;
    picker.addEventListener("click", open_picker);
    picker.addEventListener("change", () => { if (picker.value) choose(picker.value); });
    by_id("before").addEventListener("click", () => step(-1));
    by_id("after").addEventListener("click", () => step(1));
    by_id("copy").addEventListener("click", copy);
    await Promise.all([refresh(), start_reprint(market_id)]);
    setInterval(() => {
        picker.max = today();
        if (document.visibilityState === "visible") refresh().catch(show_problem);
    }, refresh_ms);
}

start().catch(show_problem);
addEventListener("hashchange", () => { if (location.hash.includes("token=")) location.reload(); });
