import { Command } from "commander";

import { measureConsole, type ConsoleReport } from "./console/measure";
import { wholeNumber } from "./options/whole-number";

interface Options {
    events: number;
    json: boolean;
}

/**
 * How fast the web console is in a browser: its first paint, a long list of events, and scrolling through it.
 *
 * @param args see `--help`
 */
export async function run(args: readonly string[]): Promise<void> {
    const { json, events } = new Command("console")
        .description("First paint, a long list, and the frames of a scroll, in an installed Chromium.")
        .option("--events <number>", "how many events are listed", wholeNumber, 100_000)
        .option("--json", "print JSON", false)
        .parse([...args], { from: "user" })
        .opts<Options>();
    const report = await measureConsole(events);
    process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : show(report));
}

function show({ events, firstPaintMs, listedMs, filterMs, frames, frameMs, taskMs }: ConsoleReport): string {
    const { p50, p99, max } = frameMs;
    return [
        `first paint ${firstPaintMs.toFixed(0)} ms after the address was opened, in a server that had built the page`,
        `${events} events listed after ${listedMs.toFixed(0)} ms, filtered in ${filterMs.toFixed(0)} ms`,
        `${frames} frames of a scroll through them: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms; ` +
            `${taskMs.toFixed(1)} ms of processor time each`,
        "",
    ].join("\n");
}
