import { Command } from "commander";

import { measureStart, type Measure, measures, type Samples } from "./start/measures";
import { ProjectCopy } from "./start/project-copy";
import { wholeNumber } from "./options/whole-number";

interface Options {
    runs: number;
    against?: string;
    json: boolean;
}

/**
 * How long `npm start` takes until it is ready, a saved change until it is in effect, and `npm run trigger`: in a copy of
 * the project, on free ports; beside those of another commit where one is given.
 *
 * @param args see `--help`
 */
export async function run(args: readonly string[]): Promise<void> {
    const { runs, against, json } = new Command("start")
        .description("From npm start to ready, from a saved change to its effect, and npm run trigger: medians.")
        .option("--runs <number>", "how often each is measured", wholeNumber, 5)
        .option("--against <ref>", "measure this commit too, in turns, and print the ratios")
        .option("--json", "print JSON", false)
        .parse([...args], { from: "user" })
        .opts<Options>();
    const samples = await sample(runs, against);
    const results = summarize(samples);
    process.stdout.write(
        json ? `${JSON.stringify({ runs, against, results, samples }, undefined, 2)}\n` : table(results),
    );
}

/** All samples of the project as it is, and of `against` where it is given. */
interface Sampled {
    now: Samples[];
    against: Samples[];
}

async function sample(runs: number, against: string | undefined): Promise<Sampled> {
    const sampled: Sampled = { now: [], against: [] };
    const sides = [{ copy: await ProjectCopy.make(), samples: sampled.now }];
    try {
        if (against !== undefined) {
            sides.push({ copy: await ProjectCopy.make(against), samples: sampled.against });
        }
        for (let index = 0; index < runs; index++) {
            // In turns, so that what else the machine does meets both alike.
            for (const { copy, samples } of index % 2 === 0 ? sides : sides.toReversed()) {
                samples.push(await measureStart(copy, index));
            }
        }
    } finally {
        for (const { copy } of sides) {
            await copy.remove();
        }
    }
    return sampled;
}

interface Result {
    now: number;
    /** Undefined without `--against`. */
    against?: number;
    ratio?: number;
}

function summarize(sampled: Sampled): Record<Measure, Result> {
    const results = measures.map((measure) => {
        const takeMedian = (samples: Samples[]) => median(samples.map((one) => one[measure]));
        const now = takeMedian(sampled.now);
        const against = sampled.against.length === 0 ? undefined : takeMedian(sampled.against);
        return [measure, { now, against, ratio: against === undefined ? undefined : now / against }];
    });
    return Object.fromEntries(results) as Record<Measure, Result>;
}

function median(values: number[]): number {
    const sorted = values.toSorted((a, b) => a - b);
    return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2;
}

function table(results: Record<Measure, Result>): string {
    const row = (...[name = "", ...cells]: string[]) =>
        `${name.padEnd(36)}${cells.map((cell) => cell.padStart(10)).join("")}\n`;
    const rows = Object.entries(results).map(([measure, { now, against, ratio }]) =>
        row(measure, now.toFixed(0), against?.toFixed(0) ?? "", ratio?.toFixed(2) ?? ""),
    );
    return [row("median", "now", "against", "ratio"), ...rows].join("");
}
