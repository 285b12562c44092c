import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";
import type { Service } from "ts-node";

/** A loaded module of the program: what TypeScript made of it, and the way back. */
interface CompiledModule {
    /** From the working directory. */
    file: string;
    text: string;
    readonly map: SourceMap;
}

interface Position {
    line: number;
    column: number;
}

/** A column of a line, and where it comes from: index of the source, line and column there. All from 0. */
type Segment = [column: number, source: number, sourceLine: number, sourceColumn: number];

/** Between these, serialized text has a function as it was compiled (pulumi `runtime/closure/serializeClosure.ts`). */
const functionTexts = /(?<=\n\nreturn )[^]*?(?=;\n\n {4}\}\n {2}\}\)\.(?:apply|call)\()/g;

/**
 * The serialized text of a closure, and after it, as a comment, a source map that leads its functions back to the
 * TypeScript that they were compiled from. A function that is not found there, or twice, is left as it is.
 */
export function withSourcePositions(text: string): string {
    const modules = compiledModules();
    // No others: what else is loaded changes nothing of the text, by which builds are kept.
    const sources: string[] = [];
    const segments: Segment[][] = text.split("\n").map(() => []);
    for (const match of text.matchAll(functionTexts)) {
        // `function name(` has become `function /*name*/(`.
        const code = match[0].replace(/^[^(]*/, "");
        const module = modules[onlyIndex(modules.map((one) => occursOnce(one.text, code)))];
        if (module === undefined) {
            continue;
        }
        const known = sources.indexOf(module.file);
        const source = known === -1 ? sources.push(module.file) - 1 : known;
        const target = positionIn(text, match.index + match[0].length - code.length);
        const origin = positionIn(module.text, module.text.indexOf(code));
        for (const token of readTokens(code)) {
            const found = module.map.findEntry(...after(origin, token));
            const [line, column] = after(target, token);
            if ("originalLine" in found) {
                segments[line]?.push([column, source, found.originalLine, found.originalColumn]);
            }
        }
    }
    const map = { version: 3, sources, names: [], mappings: encode(segments) };
    const base64 = Buffer.from(JSON.stringify(map)).toString("base64");
    return `${text}\n//# sourceMappingURL=data:application/json;base64,${base64}`;
}

const compiled = new Map<string, CompiledModule>();

/** The program's own modules, compiled once more by the ts-node that loaded them; none where something else did. */
function compiledModules(): CompiledModule[] {
    const service = (process as unknown as Record<symbol, Service | undefined>)[
        Symbol.for("ts-node.register.instance")
    ];
    // Packages of the workspace may be around the program, and are not in it.
    const inside = (file: string) => !/^(?:\.\.|packages\b)/.test(file) && !file.includes("node_modules");
    const files = Object.keys(require.cache)
        .filter((file) => file.endsWith(".ts"))
        .map((file) => path.relative(process.cwd(), file))
        .filter(inside);
    return service === undefined ? [] : files.flatMap((file) => compile(service, file) ?? []);
}

function compile(service: Service, file: string): CompiledModule | undefined {
    const known = compiled.get(file);
    if (known !== undefined) {
        return known;
    }
    const text = service.compile(readFileSync(file, "utf8"), path.resolve(file));
    const [, base64] = /\n\/\/# sourceMappingURL=data:[^,]*;base64,(\S+)\s*$/.exec(text) ?? [];
    if (base64 === undefined) {
        return undefined;
    }
    let map: SourceMap | undefined;
    const module: CompiledModule = {
        file: file.split(path.sep).join("/"),
        text,
        // Read where it is needed: most modules have no function that is serialized.
        get map() {
            return (map ??= new SourceMap(
                JSON.parse(Buffer.from(base64, "base64").toString("utf8")) as SourceMapPayload,
            ));
        },
    };
    compiled.set(file, module);
    return module;
}

function occursOnce(text: string, part: string): boolean {
    const index = text.indexOf(part);
    return index !== -1 && text.indexOf(part, index + 1) === -1;
}

/** The index of what is true, where nothing else is; -1 else. */
function onlyIndex(flags: readonly boolean[]): number {
    const index = flags.indexOf(true);
    return flags.lastIndexOf(true) === index ? index : -1;
}

function positionIn(text: string, index: number): Position {
    const before = text.slice(0, index).split("\n");
    return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}

/** Where words and signs begin. */
function readTokens(code: string): Position[] {
    return code
        .split("\n")
        .flatMap((text, line) => [...text.matchAll(/[\w$]+|[^\w$\s]/g)].map(({ index }) => ({ line, column: index })));
}

/** The position of what is at `within` in a text that begins at `start`. */
function after(start: Position, within: Position): [line: number, column: number] {
    return [start.line + within.line, within.column + (within.line === 0 ? start.column : 0)];
}

/** `mappings` of a source map: https://tc39.es/ecma426/#sec-mappings */
function encode(lines: readonly Segment[][]): string {
    let last = [0, 0, 0];
    const encoded = lines.map((segments) => {
        let lastColumn = 0;
        return segments.map(([column, ...origin]) => {
            const differences = [column - lastColumn, ...origin.map((value, index) => value - (last[index] ?? 0))];
            lastColumn = column;
            last = origin;
            return differences.map(variableLengthQuantity).join("");
        });
    });
    return encoded.map((segments) => segments.join(",")).join(";");
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The sign in the lowest bit, then five bits a digit, the lowest first; a sixth says that more follow. */
function variableLengthQuantity(value: number): string {
    let rest = Math.abs(value) * 2 + (value < 0 ? 1 : 0);
    let text = "";
    do {
        const more = rest >= 32 ? 32 : 0;
        text += digits[(rest % 32) + more];
        rest = Math.floor(rest / 32);
    } while (rest > 0);
    return text;
}
