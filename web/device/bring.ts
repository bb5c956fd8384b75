// A module of its own (modules/NAME), which a page holds as <template id="…"><script src="{{NAME.js}}"></script></template>, its style
// before its script if it has one, and brings in when somebody needs it.

/// The one that the gateway gave to the page's script: it lets in what this script brings.
const nonce = typeof document === "undefined" ? "" : document.currentScript!.nonce;

const brought = new Set<string>();

/// Done when it is there, or could not be had: then it is asked for anew the next time. The script stands in a template, since neither a
/// page with trusted types nor Chrome 60 could be given its address here.
/// `name`: the template's id.
export function bring(name: string): Promise<unknown> {
    if (brought.has(name)) return Promise.resolve();
    const template = document.getElementById(name) as HTMLTemplateElement;
    const content = document.importNode(template.content, true);
    const script = content.lastElementChild as HTMLScriptElement;
    script.nonce = nonce;
    return new Promise<unknown>((done) => {
        script.onerror = done;
        script.onload = () => done(brought.add(name));
        document.body.append(content);
    });
}
