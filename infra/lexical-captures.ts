/** How Pulumi writes a function that was captured (its `runtime/closure/serializeClosure.ts`), up to the function's own code. */
const heads =
    /^(function ([\w$]+)\([^)]*\) \{\n {2}return )\(function\(\) \{\n {4}with\(\{ (.*) \}\)( \{\n\nreturn )/gm;
/** What follows the code. */
const tail = "\n\n    }\n  }).apply(undefined, undefined).apply(this, arguments);\n}\n";

/** What a function captured, in the forms that Pulumi writes: a name, a simple value, a module. */
const capture =
    /([\w$]+): ([\w$]+|-?\d[\d.e+-]*|"(?:[^"\\]|\\.)*"|require\("[^"]*"\)|Promise\.resolve\([\w$]*\))(?:, |$)/y;

/**
 * The serialized text of a closure, where each function has what it captured as parameters of a function around it.
 * Pulumi writes a `with` statement instead, in which JavaScript looks up every name anew, at each use, and which no
 * minifier can look into; and makes the function anew for each call. Here it is made once, unless it assigns to what it
 * captured: what a call sees stays the same, captured values as they were when the program ran.
 *
 * A function whose captures have another form than those known stays as it is.
 *
 * @returns also whether a `with` is left, which is a syntax error in a module
 */
export function withLexicalCaptures(text: string): { text: string; isModule: boolean } {
    let isModule = true;
    let result = "";
    let end = 0;
    for (const match of text.matchAll(heads)) {
        const [head, opening = "", name = "", clause = "", body = ""] = match;
        const codeAt = match.index + head.length;
        const tailAt = text.indexOf(tail, codeAt);
        const captures = parseCaptures(clause);
        const code = text.slice(codeAt, tailAt);
        // An arrow function would see those of the function around it.
        if (tailAt === -1 || captures === undefined || /\b(?:arguments|eval)\b/.test(code)) {
            isModule = false;
            continue;
        }
        const names = captures.map(([captured]) => captured);
        const call = ["undefined", ...captures.map(([, value]) => value)].join(", ");
        const isMadeOnce = !names.some((captured) => assigns(code, captured));
        const made = `${name}_made`;
        result += text.slice(end, match.index);
        result += isMadeOnce ? `var ${made}; ${opening}(${made} ??= ` : opening;
        result += `(function(${names.join(", ")}) {\n    ${body}${code}`;
        result += `\n\n    }\n  }).call(${call})${isMadeOnce ? ")" : ""}.apply(this, arguments);\n}\n`;
        end = tailAt + tail.length;
    }
    return { text: result + text.slice(end), isModule };
}

/** Whether a function may assign to a name. One that has the same name for something of its own may look so. */
function assigns(code: string, name: string): boolean {
    const word = `(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`;
    return [
        `${word}\\s*(?:[-+*/%&|^?<>]{0,3}=(?![=>])|\\+\\+|--)`,
        `(?:\\+\\+|--)\\s*${word}`,
        `[\\[{][^\\[\\]{}]*${word}[^\\[\\]{}]*[\\]}]\\s*=(?![=>])`,
        `for\\s*(?:await\\s*)?\\(\\s*${word}\\s+(?:of|in)\\b`,
    ].some((pattern) => new RegExp(pattern).test(code));
}

function parseCaptures(clause: string): [name: string, value: string][] | undefined {
    const captures: [string, string][] = [];
    capture.lastIndex = 0;
    for (let at = 0; at < clause.length; at = capture.lastIndex) {
        const [, name, value] = capture.exec(clause) ?? [];
        if (name === undefined || value === undefined) {
            return undefined;
        }
        if (name !== "this" && name !== "arguments") {
            captures.push([name, value]);
        }
    }
    return captures;
}
