import type { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

/** Where a command's output goes: `process.stdout`, or a stream of a test. */
export type Output = Writable & { isTTY?: boolean; columns?: number };

/** How a piece of text stands out, on a terminal that shows colours. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

const codes: Record<Style, readonly [on: number, off: number]> = {
    bold: [1, 22],
    dim: [2, 22],
    red: [31, 39],
    green: [32, 39],
    yellow: [33, 39],
    cyan: [36, 39],
};

/** What shows how far a long piece of work has come. */
export interface Progress {
    /** @param done how many of the total are done */
    update(done: number): void;
    /** Takes the bar off the screen. */
    end(): void;
}

/** What a terminal is made of. */
export interface TerminalOptions {
    /** Whether results are JSON, for programs, and not text for people. @default false */
    json?: boolean;
    /** Results. @default process.stdout */
    output?: Output;
    /** Errors and progress. @default process.stderr */
    errors?: Output;
    /** @default process.env */
    environment?: Readonly<Record<string, string | undefined>>;
}

/** What every command writes with. */
export class Terminal {
    readonly json: boolean;
    /** Whether results are shown in colour. */
    readonly colours: boolean;
    private readonly output: Output;
    private readonly errors: Output;
    private readonly errorColours: boolean;

    constructor({ json = false, output, errors, environment = process.env }: TerminalOptions = {}) {
        this.json = json;
        this.output = output ?? process.stdout;
        this.errors = errors ?? process.stderr;
        // https://no-color.org: any value but the empty one turns colours off.
        const wanted = (environment.NO_COLOR ?? "") === "" && environment.TERM !== "dumb";
        this.colours = wanted && this.output.isTTY === true && !json;
        this.errorColours = wanted && this.errors.isTTY === true && !json;
    }

    /** How wide lines may be; a file or a pipe takes any. */
    get columns(): number {
        return (this.output.isTTY === true ? this.output.columns : undefined) ?? Infinity;
    }

    /** `text` in the styles given, where results are shown in colour. */
    style(text: string, ...styles: Style[]): string {
        return this.colours ? paint(text, styles) : text;
    }

    /** Writes a line for people. With JSON there is none. */
    line(text = ""): void {
        if (!this.json) {
            this.output.write(`${text}\n`);
        }
    }

    /**
     * Writes a line for people, broken between words where the terminal ends; a file or a pipe gets it whole.
     *
     * @param indent what further rows begin with
     */
    flow(text: string, indent: string): void {
        const { columns } = this;
        const [first = ""] = /^ *\S*/.exec(text) ?? [];
        let row = first;
        for (const word of text.slice(first.length).split(" ").slice(1)) {
            if (measureWidth(`${row} ${word}`) <= columns) {
                row += ` ${word}`;
            } else {
                this.line(row);
                row = `${indent}${word}`;
            }
        }
        this.line(row);
    }

    /** Writes a result for programs, in a line of its own. Without JSON there is none. */
    result(value: unknown): void {
        if (this.json) {
            this.output.write(`${JSON.stringify(value)}\n`);
        }
    }

    /** Writes what went wrong: a line for people, or `{"error": …}`. */
    error(message: string): void {
        if (this.json) {
            this.errors.write(`${JSON.stringify({ error: message })}\n`);
            return;
        }
        this.errors.write(`${this.errorColours ? paint("error:", ["red", "bold"]) : "error:"} ${message}\n`);
    }

    /** Writes what is no error, but should be known: a line for people, or `{"warning": …}`. */
    warning(message: string): void {
        if (this.json) {
            this.errors.write(`${JSON.stringify({ warning: message })}\n`);
            return;
        }
        this.errors.write(`${this.errorColours ? paint("warning:", ["yellow", "bold"]) : "warning:"} ${message}\n`);
    }

    /** Shows how far work on `total` things, or on nobody knows how many, has come. Only a terminal shows it; a file or a pipe gets nothing. */
    progress(total?: number): Progress {
        if (this.json || this.errors.isTTY !== true) {
            return { update() {}, end() {} };
        }
        let shown = "";
        return {
            update: (done) => {
                const text = total === undefined ? `${done} …` : bar(done, total, this.errors.columns || 80);
                if (text !== shown) {
                    shown = text;
                    this.errors.write(`\r${text}`);
                }
            },
            end: () => {
                this.errors.write(`\r${" ".repeat(shown.length)}\r`);
            },
        };
    }
}

function paint(text: string, styles: readonly Style[]): string {
    return styles.reduce((painted, style) => `\u001b[${codes[style][0]}m${painted}\u001b[${codes[style][1]}m`, text);
}

/** How many columns a text takes, without its colours. */
function measureWidth(text: string): number {
    return stripVTControlCharacters(text).length;
}

function bar(done: number, total: number, columns: number): string {
    const count = ` ${done}/${total}`;
    const width = Math.max(10, Math.min(40, columns - count.length - 1));
    const filled = total === 0 ? width : Math.floor((done / total) * width);
    return "█".repeat(filled) + "░".repeat(width - filled) + count;
}
