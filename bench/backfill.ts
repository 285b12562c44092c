import { Command } from "commander";

import { backfill, type BackfillReport } from "../tests/support/chaos/backfill";
import { wholeNumber } from "./options/whole-number";

interface Options {
    objects: number;
    every: number;
    rate: number;
    seed: number;
    killed?: boolean;
    json: boolean;
}

/**
 * A backfill of the local run by `npm run sync -- backfill`, measured: from a Stripe with many objects, while customers come
 * and go there, with live webhooks. Fails when an item is not as Stripe has it in the end.
 *
 * @param args see `--help`
 */
export async function run(args: readonly string[]): Promise<void> {
    const { json, killed, objects, every, rate, seed } = new Command("backfill")
        .description("What a backfill takes, and whether the state is as Stripe has it after it.")
        .option("--objects <number>", "how many objects Stripe has", wholeNumber, 100_000)
        .option("--every <seconds>", "have a customer come and go each time that so many have passed", wholeNumber, 5)
        .option("--rate <number>", "how many requests a second Stripe is sent", wholeNumber, 25)
        .option("--killed", "kill it when half is there, and run it again")
        .option("--seed <number>", "what objects are made from", wholeNumber, 20_261_127)
        .option("--json", "print JSON", false)
        .parse([...args], { from: "user" })
        .opts<Options>();
    const report = await backfill({ objects, seed, customerSeconds: every, rate, isKilled: killed === true });
    process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : show(report));
    const { differences, missing, deadLetters, runs } = report;
    if (differences.length + missing.length + deadLetters > 0 || runs.at(-1)?.end !== 0) {
        process.exitCode = 1;
    }
}

function show(report: BackfillReport): string {
    const { objects, runs, read, requests, events, refusals, items, differences, missing, deadLetters, seed, resumed } =
        report;
    const lines = runs.map(({ end, seconds, usage, errors }) => {
        const peak =
            usage &&
            `, ${usage.cpuSeconds.toFixed(1)} s of CPU, ${usage.peakMegabytes.toFixed(0)} MB of memory at most`;
        return `${end === "SIGKILL" ? "killed after" : `exit code ${end} after`} ${seconds.toFixed(1)} s${peak ?? ""}${errors && `\n${errors}`}`;
    });
    const seconds = runs.reduce((sum, one) => sum + one.seconds, 0);
    lines.push(
        `the last run read ${read} objects${resumed ? ", from where the other was killed" : ""}`,
        `${objects} objects in ${seconds.toFixed(1)} s, ${(objects / seconds).toFixed(0)} a second; ${requests} requests to Stripe`,
        `${events} events meanwhile, webhooks that came again: ${JSON.stringify(refusals)}; ${items} items`,
        `differences ${differences.length}, missing ${missing.length}, in dead-letter queues ${deadLetters} (seed ${seed})`,
        ...[...differences, ...missing].slice(0, 10).map((fault) => `  ${fault}`),
    );
    return `${lines.join("\n")}\n`;
}
