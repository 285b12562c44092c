import path from "node:path";

/** A function of the program, with what it captures: Pulumi serializes both. */
export type Closure = (...args: never[]) => unknown;

/** What a module in `handlers/functions` exports. It is bundled from its source, and not loaded while the program runs. */
export interface Exported {
    module: string;
    name: string;
}

/** How a function's handler is made, once for each execution environment: by `create(settings, part)`. */
export interface FunctionCode {
    create: Exported;
    /** Plain data. */
    settings?: object;
    /** What a user of the component wrote, or what stands in its place. */
    part?: Closure | Exported;
}

/**
 * Names an export of a module in `handlers/functions`.
 *
 * @example exported<typeof import("../handlers/functions/receiver")>("receiver", "createReceiverFunction")
 */
export function exported<Module>(module: string, name: keyof Module & string): Exported {
    return { module, name };
}

/** A closure as Pulumi serializes it: a module that exports it as `handler`. */
export interface SerializedClosure {
    text: string;
    /** Whether it is an ES module, and not CommonJS. */
    isModule: boolean;
}

/**
 * The text of the module that makes the handler and exports it.
 *
 * @param part the part of `code`, where it is a closure
 */
export function writeModule({ create, settings = {}, part }: FunctionCode, closure?: SerializedClosure): string {
    const isModule = closure?.isModule ?? true;
    const load = ({ module, name }: Exported, as: string) => {
        const file = JSON.stringify(findSource(module));
        return isModule ? `import { ${name} as ${as} } from ${file};` : `const { ${name}: ${as} } = require(${file});`;
    };
    const handler = `$create(${JSON.stringify(settings)}${part === undefined ? "" : ", $part"})`;
    return [
        closure?.text.replace(/^(?:exports\.handler|export const handler) = /m, "const $part = "),
        load(create, "$create"),
        typeof part === "object" && load(part, "$part"),
        isModule ? `export const handler = ${handler};` : `exports.handler = ${handler};`,
    ]
        .filter(Boolean)
        .join("\n");
}

/** From the program's folder, as bundlers write paths. */
function findSource(module: string): string {
    const file = path.relative(process.cwd(), path.join(__dirname, "../handlers/functions", module));
    return `./${file.split(path.sep).join("/")}`;
}
