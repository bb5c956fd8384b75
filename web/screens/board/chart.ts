// Transactions by hour, as bars.

import * as words from "words";
import { by_id, fill, show } from "../../parts/dom";
import { count } from "../../parts/format";

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
    bar.append(draw("title", {}, words.hour_bar(hour, count(number))));
    const label = hour % 3 === 0 ? [draw("text", { x: x + bar_width / 2, y: chart_top + bars_height + 13, class: "axis" }, String(hour))] : [];
    const peak = number === most && number > 0
        ? [draw("text", { x: x + bar_width / 2, y: chart_top + bars_height - height - 3, class: "axis peak" }, count(number))] : [];
    return [bar, ...label, ...peak];
}

/// `hours`: of the day, 24 of them.
export function show_hours(hours: readonly number[]): void {
    const most = Math.max(...hours);
    const box = by_id("hours");
    const width = 24 * bar_width, bottom = chart_top + bars_height;
    box.setAttribute("viewBox", `0 0 ${width} ${bottom + 18}`);
    fill(box, draw("title", {}, words.hours_title(count(most))),
         draw("line", { x1: 0, x2: width, y1: bottom, y2: bottom, class: "ground" }) as unknown as HTMLElement,
         ...hours.map((number, hour) => draw_hour(number, hour, most)).reduce((all, some) => all.concat(some), []));
    show(by_id("hours-section"), most > 0);
}
