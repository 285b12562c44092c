import type { Style, Terminal } from "local-cloud/command";
import { formatTime } from "../format-time";
import type { Line } from "./parse-line";

const levels: Readonly<Record<string, Style>> = {
    DEBUG: "dim",
    WARN: "yellow",
    ERROR: "red",
    CRITICAL: "red",
    FATAL: "red",
};
const levelWidth = 5;
/** Ids are long, and terminals are narrow. */
const indent = " ".repeat(4);

/** Frames of the runtime, which lead to nobody's code. */
const ofRuntime = /aws-lambda-ric|\/var\/runtime\/|\(node:|at node:/;

/**
 * Shows a line of a function's log: its time, level, what it says, and what a structured one says besides.
 *
 * @param findPlace leads a stack to a place in the program's source; undefined where nothing tells
 */
export async function showLine(
    terminal: Terminal,
    line: Line,
    findPlace: (stack: readonly string[]) => Promise<string | undefined>,
): Promise<void> {
    const level = line.type === "platform" ? "ERROR" : line.level;
    const head = [
        terminal.style(formatTime(line.at), "dim"),
        terminal.style(level.padEnd(levelWidth), levels[level] ?? "cyan"),
    ].join(" ");
    const text = line.type === "telemetry" ? line.message : line.text;
    const [first = "", ...rest] = text.split("\n");
    const fields = line.type === "telemetry" ? formatFields(terminal, line.fields) : "";
    terminal.flow(`${head} ${first}${fields}`, indent);
    rest.forEach((row) => terminal.flow(`${indent}${row}`, indent));
    const error = line.type === "telemetry" ? (line.fields.error as { stack?: unknown } | undefined) : undefined;
    if (typeof error?.stack === "string") {
        const stack = error.stack.split("\n");
        const frames = stack.filter((row) => /^\s+at /.test(row) && !ofRuntime.test(row)).map((row) => row.trim());
        const place = await findPlace(stack);
        const told = stack.filter((row) => !/^\s+at /.test(row));
        for (const row of [...told, ...(place === undefined ? frames : [`at ${place}`])]) {
            terminal.flow(`${indent}${terminal.style(row, "red")}`, indent);
        }
    }
}

function formatFields(terminal: Terminal, fields: Readonly<Record<string, unknown>>): string {
    return Object.entries(fields)
        .filter(([name]) => name !== "error")
        .map(
            ([name, value]) =>
                ` ${terminal.style(`${name}=`, "dim")}${typeof value === "string" ? value : JSON.stringify(value)}`,
        )
        .join("");
}
