// What a person sees of a page, asked of the page itself: these functions run in the browser, each for itself, so each brings what
// it needs. Only the uppermost layer counts: a dialog where one stands over the page.

/// What is wrong with how the page stands there: it scrolls sideways, text is cut off, controls lie on each other or are too small for a finger.
export function layout_faults() {
    const dialogs = [...document.querySelectorAll("[role=dialog]")].filter((one) => one.getClientRects().length > 0);
    const top = dialogs.pop() || document.body;
    const name = (element) => `${element.tagName.toLowerCase()}${element.id && `#${element.id}`}.${element.className} "${(element.textContent || element.value || "").trim().slice(0, 40)}"`;
    const is_seen = (element) => !element.closest(".unseen, [aria-hidden=true]") && element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
    if (top !== document.body && top.scrollWidth > top.clientWidth) faults.push(`what stands over the page scrolls sideways: ${top.scrollWidth} > ${top.clientWidth}`);

    const texts = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const holder = text.parentElement;
        if (!text.data.trim() || !is_seen(holder) || /^(SCRIPT|STYLE|OPTION|TEXTAREA|NOSCRIPT)$/.test(holder.tagName)) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const ink = range.getBoundingClientRect();
        const moves = holder.closest('.table');  // A table may be wider: it moves by itself.
        if (!moves && (ink.right > root.clientWidth + 1 || ink.left < -1)) faults.push(`runs off the screen: ${name(holder)}`);
        for (let around = holder; around && around !== top; around = around.parentElement) {
            const { overflowX, overflowY } = getComputedStyle(around);
            const box = around.getBoundingClientRect();
            const clips = (overflowX !== "visible" && around !== moves) || /^(BUTTON|A|SELECT)$/.test(around.tagName);
            // A line's box is higher than its letters: an amount that fits a line of height 1 is not cut.
            const letters = parseFloat(getComputedStyle(holder).fontSize) * .25;
            if (clips && (ink.right > box.right + 1 || ink.left < box.left - 1)) faults.push(`is cut off: ${name(holder)} in ${name(around)}`);
            if (clips && overflowY !== "auto" && ink.bottom > box.bottom + letters) faults.push(`is cut off below: ${name(holder)} in ${name(around)}`);
        }
    }
    const pen = document.createElement("canvas").getContext("2d");
    for (const field of top.querySelectorAll("input[placeholder]")) {
        if (!is_seen(field)) continue;
        const style = getComputedStyle(field);
        pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        if (pen.measureText(field.placeholder).width > room) faults.push(`its placeholder is cut off: ${name(field)} ${field.placeholder}`);
    }

    const controls = [...top.querySelectorAll("a[href], button, input, select, textarea")].filter(is_seen);
    const boxes = controls.map((one) => one.getBoundingClientRect());
    const area_of = (control) => control.type === "checkbox" && control.labels[0] ? control.labels[0].getBoundingClientRect() : control.getBoundingClientRect();
    controls.forEach((one, at) => {
        const box = boxes[at];
        for (let other = at + 1; other < controls.length; ++other) {
            const b = boxes[other];
            const over = Math.min(box.right, b.right) - Math.max(box.left, b.left) > 1 && Math.min(box.bottom, b.bottom) - Math.max(box.top, b.top) > 1;
            if (over && !one.contains(controls[other])) faults.push(`lie on each other: ${name(one)} and ${name(controls[other])}`);
        }
        const { width, height } = area_of(one);
        if (height < 47.5 || width < 44) faults.push(`too small for a finger: ${name(one)} ${Math.round(width)} × ${Math.round(height)}`);
    });
    return faults;
}

/// The controls in the order of the document.
export function top_layer_controls() {
    const dialogs = [...document.querySelectorAll("[role=dialog]")].filter((one) => one.getClientRects().length > 0);
    const top = dialogs.pop() || document.body;
    const path_of = (element) => element.id || !element.parentElement ? `#${element.id}` : `${path_of(element.parentElement)}>${[...element.parentElement.children].indexOf(element)}`;
    return [...top.querySelectorAll("a[href], button, input, select, textarea, iframe, [tabindex='0']")]
        .filter((one) => !one.disabled && one.getClientRects().length > 0 && getComputedStyle(one).visibility === "visible").map(path_of);
}

/// Where the keyboard is, and why somebody would not see it there.
export function covered_or_unseen() {
    const path_of = (element) => element.id || !element.parentElement ? `#${element.id}` : `${path_of(element.parentElement)}>${[...element.parentElement.children].indexOf(element)}`;
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return { path: "" };
    if (at.tagName === "IFRAME") return { path: path_of(at), why: "" };  // Its page shows where.
    const holder = at.closest(".pick, .camera") || at;  // What one sees of these fields is what is around them.
    const { outlineStyle, outlineWidth } = getComputedStyle(at), frame = getComputedStyle(holder);
    const marked = (style, width) => style !== "none" && parseFloat(width) >= 2;
    if (!marked(outlineStyle, outlineWidth) && !marked(frame.outlineStyle, frame.outlineWidth)) return { path: path_of(at), why: "shows no focus" };
    const box = at.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2), y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
    const there = document.elementFromPoint(x, y);
    const is_free = there && (at.contains(there) || there.contains(at) || holder.contains(there));
    return { path: path_of(at), why: is_free ? "" : `lies under ${there && (there.id || there.tagName)}` };
}
