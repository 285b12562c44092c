import { Command, InvalidArgumentError } from "commander";

import { defaultCallMs, measureCosts } from "./cost/costs";
import { costPage, costTables } from "./cost/page";

interface Options {
    callMs: number;
    markdown: boolean;
}

/**
 * What the program costs on AWS: a million events, the same once more, as many forged requests, and the stack itself,
 * item by item.
 *
 * @param args see `--help`
 */
export async function run(args: readonly string[]): Promise<void> {
    const { callMs, markdown } = new Command("cost")
        .description("What AWS would bill for a million events and for the stack, counted on a local cloud.")
        .option("--call-ms <number>", "how long a call of a function is taken to last", milliseconds, defaultCallMs)
        .option("--markdown", "print the page docs/costs.md", false)
        .parse([...args], { from: "user" })
        .opts<Options>();
    const costs = await measureCosts(callMs);
    process.stdout.write(await (markdown ? costPage(costs) : costTables(costs)));
}

function milliseconds(text: string): number {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1) {
        throw new InvalidArgumentError("It must be a whole number of at least 1.");
    }
    return value;
}
