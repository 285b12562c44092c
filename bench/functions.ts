import { Command } from "commander";

import { type Figure, type FunctionsReport, measureFunctions } from "./functions/measure";
import { wholeNumber } from "./options/whole-number";

interface Options {
    against?: string;
    processes: number;
    calls: number;
    rounds: number;
    profile?: string;
    json: boolean;
}

/**
 * What the program's functions themselves cost: the size of their artefacts, their start, and the processor time of a
 * call, each in a process of its own against a cloud that answers at once.
 *
 * @param args see `--help`
 */
export async function run(args: readonly string[]): Promise<void> {
    const { json, ...options } = new Command("functions")
        .description("Bytes, cold start and CPU of a warm call of each function, against a cloud that answers at once.")
        .option("--against <commit>", "measure this commit too, turn by turn, and print ratios")
        .option("--processes <number>", "how many processes start cold", wholeNumber, 11)
        .option("--calls <number>", "how many warm calls are measured in a process", wholeNumber, 2_000)
        .option("--rounds <number>", "how many processes are measured warm", wholeNumber, 3)
        .option("--profile <folder>", "write V8's CPU profiles of the warm processes there, one a scenario")
        .option("--json", "print JSON", false)
        .parse([...args], { from: "user" })
        .opts<Options>();
    const report = await measureFunctions(options);
    process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : table(report));
}

function table({ bytes, cold, warm, eventCpuMs }: FunctionsReport): string {
    const lines = [
        row("", { here: "here", against: eventCpuMs.against === undefined ? undefined : "against" }, "ratio"),
        ...Object.entries(bytes).map(([name, figure]) => numbers(`${name}: KB`, scaled(figure, 1 / 1024), 1)),
        ...Object.entries(cold).flatMap(([name, { cpuMs, wallMs }]) => [
            numbers(`${name}: cold CPU ms`, cpuMs, 1),
            numbers(`${name}: cold wall ms`, wallMs, 1),
        ]),
        ...Object.entries(warm).map(([name, figure]) => numbers(`${name}: warm CPU ms`, figure, 3)),
        numbers("an event received and applied: warm CPU ms", eventCpuMs, 3),
    ];
    return `${lines.join("\n")}\n`;
}

function scaled({ here, against }: Figure, factor: number): Figure {
    return { here: here * factor, ...(against === undefined ? {} : { against: against * factor }) };
}

function numbers(label: string, { here, against }: Figure, digits: number): string {
    const ratio = against === undefined ? "" : (here / against).toFixed(2);
    return row(label, { here: here.toFixed(digits), against: against?.toFixed(digits) }, ratio);
}

function row(label: string, { here, against }: { here: string; against?: string }, ratio: string): string {
    const compared = against === undefined ? "" : against.padStart(10) + ratio.padStart(8);
    return label.padEnd(44) + here.padStart(10) + compared;
}
