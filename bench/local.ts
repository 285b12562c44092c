import { Command, Option } from "commander";

import { converge } from "../tests/support/chaos/converge";
import { crash } from "../tests/support/chaos/crash";
import { backlog, type Backlog } from "./local/backlog";
import { memory, type MemorySample } from "./local/memory";
import { throughput, type Throughput } from "./local/throughput";
import { wholeNumber } from "./options/whole-number";

interface Options {
    crash?: boolean;
    converge?: boolean;
    memory?: boolean;
    backlog?: boolean;
    events?: number;
    kills?: number;
    concurrency?: number;
    seed: number;
    json: boolean;
}

/**
 * The whole system as `npm start` runs it, measured: its throughput against a bare server's (the default), its memory,
 * what a crash loses, or what a table shuffled events make. Fails when something acknowledged is lost or wrong.
 *
 * @param args see `--help`
 */
export async function run(args: readonly string[]): Promise<void> {
    const modes = ["crash", "converge", "memory", "backlog"];
    const mode = (name: string, description: string) =>
        new Option(`--${name}`, description).conflicts(modes.filter((other) => other !== name));
    const options = new Command("local")
        .description(
            "Events a second from the post to the ledger, and what they cost, against a bare node:http server.",
        )
        .addOption(mode("memory", "instead: memory after --events events (100,000) against that after 1,000"))
        .addOption(mode("backlog", "instead: --events events (10,000) replayed at once, while new ones are posted"))
        .addOption(mode("crash", "instead: post --events events (5,000), killing everything --kills times (5)"))
        .addOption(mode("converge", "instead: 2,000 shuffled posts for 200 subscriptions, killing functions (20)"))
        .option("--events <number>", "how many events; for each concurrency 2,000", wholeNumber)
        .option("--kills <number>", "how often something is killed", wholeNumber)
        .option("--concurrency <number>", "how many are posted at a time; 1, 16 and 64, or 16", wholeNumber)
        .option("--seed <number>", "what events and moments are made from", wholeNumber, 20_261_124)
        .option("--json", "print JSON", false)
        .parse([...args], { from: "user" })
        .opts<Options>();
    const print = (line: string) => void (options.json || process.stdout.write(`${line}\n`));
    const result = await measure(options, print);
    if (options.json) {
        process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    }
}

async function measure(options: Options, print: (line: string) => void): Promise<unknown> {
    const { events, kills, concurrency = 16, seed } = options;
    if (options.crash) {
        const report = await crash({ events: events ?? 5000, concurrency, kills: kills ?? 5, seed });
        const { missing, surplus, wrongItems, killed } = report;
        killed.forEach((kill, index) =>
            print(
                `kill ${index + 1}: ${kill.processes} processes after ${kill.acknowledged} acknowledgements, ` +
                    `${kill.left} left; up again in ${kill.startSeconds.toFixed(1)} s`,
            ),
        );
        print(`${report.acknowledged} of ${report.events} events acknowledged in ${report.seconds.toFixed(0)} s`);
        print(`posts that were not, and came again: ${JSON.stringify(report.refusals)}`);
        return verdict(report, { missing, surplus, wrong: wrongItems }, print);
    }
    if (options.converge) {
        const posts = events ?? 2000;
        const subscriptions = Math.ceil(posts / 10);
        const report = await converge({ subscriptions, posts, concurrency, kills: kills ?? 20, seed });
        print(`${report.posts} posts of ${report.events} events in ${report.seconds.toFixed(0)} s`);
        print(`${report.killed} function processes killed; posts that came again: ${JSON.stringify(report.refusals)}`);
        print(`outcomes: ${JSON.stringify(report.outcomes)}; items marked as ambiguous: ${report.ambiguous}`);
        return verdict(report, { missing: report.missing, wrong: report.wrongItems }, print);
    }
    if (options.memory) {
        print("  events  live MB  ratio  resident MB  largest function MB");
        return memory({
            events: events ?? 100_000,
            concurrency,
            seed,
            onSample: (sample) => print(memoryLine(sample)),
        });
    }
    if (options.backlog) {
        const report = await backlog({ events: events ?? 10_000, concurrency, seed });
        printBacklog(report, print);
        return report;
    }
    const concurrencies = options.concurrency === undefined ? [1, 16, 64] : [concurrency];
    print("at once  applied/s  bare/s  ratio   answer p50   p99  applied p50   p99 ms  CPU ms: cloud  functions");
    return throughput({ events: events ?? 2000, concurrencies, seed, onResult: (one) => print(throughputLine(one)) });
}

function printBacklog(report: Backlog, print: (line: string) => void): void {
    const { events, seconds, residentBefore, residentMost, answersBefore, answers, posted } = report;
    print(
        `${events} replayed events were recorded in ${seconds.toFixed(1)} s: ${(events / seconds).toFixed(0)} a second`,
    );
    print(`resident memory: ${residentBefore.toFixed(0)} MB before, ${residentMost.toFixed(0)} MB at most meanwhile`);
    print(
        `the webhook's answers: p50 ${answers.p50.toFixed(0)}, p99 ${answers.p99.toFixed(0)} ms to ${posted} posts ` +
            `meanwhile; p50 ${answersBefore.p50.toFixed(0)}, p99 ${answersBefore.p99.toFixed(0)} ms before`,
    );
}

/** Says what was lost or wrong, and makes the command fail for it. */
function verdict<Report extends { deadLetters: number; seed: number }>(
    report: Report,
    faults: Record<string, readonly string[]>,
    print: (line: string) => void,
): Report {
    const counts = Object.entries(faults).map(([name, list]) => `${name} ${list.length}`);
    print(`${counts.join(", ")}, in dead-letter queues ${report.deadLetters} (seed ${report.seed})`);
    Object.values(faults).forEach((list) => list.slice(0, 10).forEach((fault) => print(`  ${fault}`)));
    if (Object.values(faults).some((list) => list.length > 0) || report.deadLetters > 0) {
        process.exitCode = 1;
    }
    return report;
}

function throughputLine({ concurrency, applied, bare, ratio, answer, record, cpu }: Throughput): string {
    return row(
        [String(concurrency), 7],
        [applied.toFixed(0), 11],
        [bare.toFixed(0), 8],
        [ratio.toFixed(3), 7],
        [answer.p50.toFixed(0), 13],
        [answer.p99.toFixed(0), 6],
        [record.p50.toFixed(0), 13],
        [record.p99.toFixed(0), 6],
        [cpu?.cloud.toFixed(2) ?? "?", 18],
        [cpu?.functions.toFixed(2) ?? "?", 11],
    );
}

function memoryLine({ events, live, ratio, resident, largestFunction }: MemorySample): string {
    return row(
        [String(events), 8],
        [live.toFixed(1), 9],
        [ratio.toFixed(2), 7],
        [resident.toFixed(0), 13],
        [largestFunction.toFixed(0), 21],
    );
}

function row(...cells: [text: string, width: number][]): string {
    return cells.map(([text, width]) => text.padStart(width)).join("");
}
