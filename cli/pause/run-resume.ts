import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { CommandError, type Terminal } from "local-cloud/command";

import { toAwsFailure } from "../aws-failure";
import { chooseFunction } from "../choose-function";
import { findDeployment } from "../deployment";
import { pausedCause } from "../dlq/cause";
import { redriveLetters } from "../dlq/redrive";
import { countLetters } from "../dlq/walk-queue";
import { formatCount } from "../format-count";
import { suggestCommand } from "../suggest-command";
import type { ResumeOptions } from "./options";
import { readPause, resumeFunction } from "./pause-function";

/** A run redrives so many events; with more, it says that there are. */
const maxLetters = 100_000;

/**
 * Does what `npm run resume` was asked to.
 *
 * @throws CommandError when there is no such function, or Lambda does not take what waits
 */
export async function runResume(name: string, options: ResumeOptions, terminal: Terminal): Promise<void> {
    const { outputs, aws } = await findDeployment(options);
    const target = chooseFunction(outputs, name);
    const lambda = new LambdaClient({ ...aws, maxAttempts: 5 });
    const sqs = new SQSClient(aws);
    const database = new DynamoDBClient(aws);
    const dryRun = options.dryRun === true;
    try {
        const { paused } = await readPause(lambda, target);
        if (paused && !dryRun) {
            await resumeFunction(lambda, target);
        }
        const { concurrency } = target;
        const room = concurrency === undefined ? "" : `, ${concurrency} calls at once`;
        terminal.line(!paused ? `${name} is not paused` : dryRun ? `would resume ${name}` : `${name} goes on${room}`);
        const queueUrl = outputs.deadLetterQueueUrls[name];
        if (target.role !== "subscription" || queueUrl === undefined || !options.redrive) {
            terminal.result({ subscription: name, resumed: paused && !dryRun });
            return;
        }
        const { total } = await countLetters(sqs, queueUrl);
        const progress = terminal.progress(total);
        const report = await redriveLetters({ sqs, lambda, database }, queueUrl, {
            subscription: name,
            cause: pausedCause.id,
            functionNames: [target.functionName],
            limit: maxLetters,
            dryRun,
            onProgress: (done) => progress.update(done),
        }).finally(() => progress.end());
        const { redriven, selected, failure } = report;
        terminal.result({
            subscription: name,
            resumed: paused && !dryRun,
            redriven: redriven.length,
            waiting: selected,
        });
        const done = dryRun ? selected : redriven.length;
        terminal.line(`${formatCount(done, "event")} that came meanwhile ${dryRun ? "would be redriven" : "redriven"}`);
        const others = report.read - selected;
        if (others > 0) {
            terminal.line(`${others} of other causes left: ${suggestCommand(`dlq list ${name}`, options)}`);
        }
        if (failure !== undefined) {
            throw new CommandError(`AWS did not take a letter's event, and the letter stays: ${failure.message}`);
        }
    } catch (error) {
        throw toAwsFailure(error);
    } finally {
        [lambda, sqs, database].forEach((client) => client.destroy());
    }
}
