/** Decoded parameters: text, or by name again. A list is a hash with the keys 0, 1, … */
export type Form = { [name: string]: Form | string };

/**
 * Decodes a query or a form-encoded body with brackets: `items[0][price]=p`, `expand[]=customer`, `metadata[a]=b`.
 * Hashes have no prototype: names are whatever was sent.
 */
export function decodeForm(text: string): Form {
    const form = emptyForm();
    for (const [key, value] of new URLSearchParams(text)) {
        put(form, splitKey(key), value);
    }
    return form;
}

/** The same of a JSON body, as API v2 takes. @throws SyntaxError when it is none */
export function decodeJson(text: string): Form {
    return toForm(JSON.parse(text) as object);
}

function toForm(value: object): Form {
    const form = emptyForm();
    for (const [name, one] of Object.entries(value) as [string, object | string | number | boolean | null][]) {
        form[name] = typeof one === "object" ? (one === null ? "" : toForm(one)) : String(one);
    }
    return form;
}

function emptyForm(): Form {
    return Object.create(null) as Form;
}

/** `a[b][]` is a, b and "". */
function splitKey(key: string): string[] {
    const bracket = key.indexOf("[");
    if (bracket <= 0 || !key.endsWith("]")) {
        return [key];
    }
    return [key.slice(0, bracket), ...key.slice(bracket + 1, -1).split("][")];
}

function put(form: Form, names: readonly string[], value: string): void {
    let at = form;
    for (const [depth, name] of names.entries()) {
        const key = name === "" && depth > 0 ? nextIndex(at, depth === names.length - 1) : name;
        if (depth === names.length - 1) {
            at[key] = value;
            return;
        }
        const next = at[key];
        at = typeof next === "object" ? next : (at[key] = emptyForm());
    }
}

/** `a[][b]=1&a[][c]=2` is one element with b and c: only a last pair of empty brackets begins another. */
function nextIndex(list: Form, isLast: boolean): string {
    const count = Object.keys(list).length;
    return String(isLast ? count : Math.max(0, count - 1));
}
