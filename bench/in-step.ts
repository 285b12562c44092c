import { Command } from "commander";

import { type InStepReport, stayInStep } from "../tests/support/chaos/in-step";
import { wholeNumber } from "./options/whole-number";

interface Options {
    stories: number;
    kills: number;
    seed: number;
    json: boolean;
}

/**
 * Whether the state is in step with Stripe whatever happened: webhooks that get lost, come twice and in any order, functions
 * that are killed, and a webhook that is down. Fails when an object is not as Stripe has it once the schedules have run.
 *
 * @param args see `--help`
 */
export async function run(args: readonly string[]): Promise<void> {
    const { json, ...options } = new Command("in-step")
        .description(
            "Whether every object is as Stripe has it after lost webhooks, kills, an outage, and the schedules.",
        )
        .option("--stories <number>", "how many stories are told", wholeNumber, 200)
        .option("--kills <number>", "how many function processes are killed", wholeNumber, 20)
        .option("--seed <number>", "what stories, faults and moments are made from", wholeNumber, 20_261_127)
        .option("--json", "print JSON", false)
        .parse([...args], { from: "user" })
        .opts<Options>();
    const report = await stayInStep({ ...options, drop: 0.1, duplicate: 0.2, downMs: 3000 });
    process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : show(report));
    const { missing, differences, once, deadLetters } = report;
    if (missing.length + differences.length + once.twice.length + once.never.length + deadLetters > 0) {
        process.exitCode = 1;
    }
}

function show(report: InStepReport): string {
    const { events, dropped, duplicated, refusals, killed, drifted, missing, differences, once, deadLetters } = report;
    const items = Object.values(report.kinds).reduce((sum, count) => sum + count, 0);
    const faults = {
        missing,
        "not as Stripe has them": differences,
        "done twice": once.twice,
        "never done": once.never,
    };
    return [
        `${events} events of ${report.stories} stories in ${report.seconds.toFixed(0)} s: ${dropped} never delivered, ` +
            `${duplicated} delivered twice, refused and sent again ${JSON.stringify(refusals)}`,
        `${killed} function processes killed, or ended with the cloud`,
        `objects that were not as Stripe has them: ${drifted.afterWebhooks} after the webhooks, ` +
            `${drifted.afterRecovery} after the schedule's recovery`,
        `${items} items of ${Object.keys(report.kinds).length} kinds, ${once.events} events for a handler with once`,
        `${Object.entries(faults)
            .map(([name, list]) => `${name} ${list.length}`)
            .join(", ")}, in dead-letter queues ${deadLetters} (seed ${report.seed})`,
        ...Object.values(faults).flatMap((list) => list.slice(0, 10).map((fault) => `  ${fault}`)),
        "",
    ].join("\n");
}
