import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { CommandError, type Terminal } from "local-cloud/command";
import { setTimeout as wait } from "node:timers/promises";

import { toAwsFailure } from "../aws-failure";
import { chooseName } from "../choose-function";
import { type Deployment, findDeployment, type StackFunction } from "../deployment";
import { dropLetters } from "./drop";
import { followRedriven } from "./follow-redriven";
import type { DlqOptions, DlqTask } from "./options";
import { findOwners } from "./find-owners";
import { findRefusal } from "./find-refusal";
import { findLetters, listLetters } from "./read-letters";
import { redriveLetters } from "./redrive";
import { describeSelection, showDropped, showLetter, showOutcomes, showQueues, showRedriven, toJson } from "./show";
import { countLetters } from "./walk-queue";

/** What a task works with. */
interface Work {
    deployment: Deployment;
    sqs: SQSClient;
    lambda: LambdaClient;
    logs: CloudWatchLogsClient;
    database: DynamoDBClient;
    events: EventBridgeClient;
    options: DlqOptions;
    terminal: Terminal;
}

/**
 * Does what `npm run dlq` was asked to.
 *
 * @throws CommandError when there is nothing of that name, an event was not taken or failed again, or AWS refuses
 */
export async function runDlq(
    task: DlqTask,
    args: readonly string[],
    options: DlqOptions,
    terminal: Terminal,
): Promise<void> {
    const deployment = await findDeployment(options);
    const sqs = new SQSClient(deployment.aws);
    const lambda = new LambdaClient({ ...deployment.aws, maxAttempts: 5 });
    const logs = new CloudWatchLogsClient(deployment.aws);
    const database = new DynamoDBClient(deployment.aws);
    const events = new EventBridgeClient(deployment.aws);
    try {
        await perform[task]({ deployment, sqs, lambda, logs, database, events, options, terminal }, args);
    } catch (error) {
        throw toAwsFailure(error);
    } finally {
        [sqs, lambda, logs, database, events].forEach((client) => client.destroy());
    }
}

const perform: Readonly<Record<DlqTask, (work: Work, args: readonly string[]) => Promise<void>>> = {
    async list({ deployment, sqs, options, terminal }, [name]) {
        const { deadLetterQueueUrls: urls } = deployment.outputs;
        const chosen = name === undefined ? urls : { [name]: findQueue(deployment, name) };
        const queues = await listLetters(sqs, chosen, options.limit);
        queues.forEach((queue) => terminal.result(toJson(queue)));
        showQueues(terminal, queues, deployment.outputs, options);
    },

    async show({ deployment, sqs, options, terminal }, [name = "", event]) {
        const selection = { event, cause: options.cause };
        const { letters, total } = await findLetters(sqs, findQueue(deployment, name), selection, {
            most: options.limit,
            limit: maxSearched,
        });
        const { logGroupName } = deployment.outputs.functions[name] ?? {};
        for (const letter of letters) {
            terminal.result(toJson(letter));
            showLetter(terminal, letter, { logGroupName, whole: event !== undefined });
        }
        if (letters.length === 0) {
            throw new CommandError(`${name} has no dead letter${describeSelection(selection)}, of about ${total}`);
        }
        if (total > letters.length && event === undefined && options.cause === undefined) {
            terminal.line(`${letters.length} of about ${total}: --limit shows more`);
        }
    },

    async redrive(work, [name = ""]) {
        const { deployment, sqs, lambda, database, events, options, terminal } = work;
        const queueUrl = findQueue(deployment, name);
        const targets = Object.values(findOwners(deployment.outputs, name));
        const refusal = await findRefusal(lambda, deployment.outputs, name, options);
        if (refusal !== undefined) {
            throw new CommandError(refusal);
        }
        const since = Date.now();
        const stop = stopOnInterrupt();
        const progress = terminal.progress(Math.min(options.limit, (await countLetters(sqs, queueUrl)).total));
        const report = await redriveLetters({ sqs, lambda, database, events }, queueUrl, {
            ...options,
            subscription: name,
            functionNames: targets.map(({ functionName }) => functionName),
            busName: deployment.outputs.busName,
            signal: stop.signal,
            onProgress: (done) => progress.update(done),
        }).finally(() => {
            progress.end();
            stop.end();
        });
        showRedriven(terminal, name, report, options);
        const requestIds = report.redriven.flatMap(({ requestId }) => (requestId === undefined ? [] : [requestId]));
        const outcomes =
            targets.length === 0 || options.wait === false || requestIds.length === 0 || stop.signal.aborted
                ? undefined
                : await follow(work, targets, requestIds, { since, seconds: options.wait });
        const { redriven, failure, ...counts } = report;
        terminal.result({
            subscription: name,
            ...counts,
            redriven: redriven.map(({ letter, requestId }) => ({
                event: letter.event?.id,
                requestId,
                ...outcomes?.get(requestId ?? ""),
            })),
        });
        const left = outcomes && showOutcomes(terminal, report.redriven, outcomes, options);
        if (failure !== undefined) {
            throw new CommandError(`AWS did not take a letter's event, and the letter stays: ${failure.message}`);
        }
        if (left !== undefined) {
            throw new CommandError(left);
        }
    },

    async drop({ deployment, sqs, options, terminal }, [name = ""]) {
        const queueUrl = findQueue(deployment, name);
        const { all, event, cause, dryRun } = options;
        if (all !== true && event === undefined && cause === undefined) {
            throw new CommandError("say which letters: --event evt_…, --cause ID as list shows it, or --all");
        }
        const stop = stopOnInterrupt();
        const progress = terminal.progress(Math.min(options.limit, (await countLetters(sqs, queueUrl)).total));
        const report = await dropLetters(sqs, queueUrl, {
            ...options,
            signal: stop.signal,
            onProgress: (done) => progress.update(done),
        }).finally(() => {
            progress.end();
            stop.end();
        });
        terminal.result({ subscription: name, dryRun: dryRun === true, ...report });
        showDropped(terminal, name, report, options);
    },
};

/** `show` looks through so many letters for those that are meant. */
const maxSearched = 10_000;

async function follow(
    { deployment, logs, terminal }: Work,
    targets: readonly StackFunction[],
    requestIds: readonly string[],
    { since, seconds }: { since: number; seconds: number },
) {
    const progress = terminal.progress(requestIds.length);
    const until = Date.now() + seconds * 1000;
    // On AWS, a log line takes seconds to be found, and an account may ask ten times a second.
    const pauseMs = deployment.aws.endpoint === undefined ? 2000 : 200;
    return followRedriven(logs, {
        logGroupNames: targets.map(({ logGroupName }) => logGroupName),
        requestIds,
        since,
        onProgress: (done) => progress.update(done),
        async wait() {
            await wait(pauseMs);
            return Date.now() < until;
        },
    }).finally(() => progress.end());
}

function findQueue({ outputs }: Deployment, name: string): string {
    const urls = outputs.deadLetterQueueUrls;
    return urls[chooseName(name, Object.keys(urls))] ?? "";
}

/** The first Ctrl-C ends the work where nothing is left half-done; the second, at once. */
function stopOnInterrupt(): { signal: AbortSignal; end: () => void } {
    const stop = new AbortController();
    const abort = () => stop.abort();
    process.once("SIGINT", abort);
    return { signal: stop.signal, end: () => void process.off("SIGINT", abort) };
}
