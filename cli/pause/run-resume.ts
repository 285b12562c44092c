import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { CommandError, type Terminal } from "local-cloud/command";

import { toAwsFailure } from "../aws-failure";
import { chooseFunction } from "../choose-function";
import { findDeployment } from "../deployment";
import { countLetters } from "../dlq/walk-queue";
import { formatCount } from "../format-count";
import { suggestCommand } from "../suggest-command";
import type { ResumeOptions } from "./options";
import { resumeSubscription } from "./resume-subscription";

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
        const queueUrl = outputs.deadLetterQueueUrls[name];
        const waiting =
            target.role === "subscription" && queueUrl !== undefined ? await countLetters(sqs, queueUrl) : undefined;
        const progress = terminal.progress(waiting?.total ?? 0);
        const { wasPaused, report } = await resumeSubscription({ sqs, lambda, database }, outputs, name, {
            redrive: options.redrive,
            dryRun,
            onProgress: (done) => progress.update(done),
        }).finally(() => progress.end());
        const { concurrency } = target;
        const room = concurrency === undefined ? "" : `, ${concurrency} calls at once`;
        terminal.line(
            !wasPaused ? `${name} is not paused` : dryRun ? `would resume ${name}` : `${name} goes on${room}`,
        );
        const resumed = { subscription: name, resumed: wasPaused && !dryRun };
        if (report === undefined) {
            terminal.result(resumed);
            return;
        }
        const { redriven, selected, failure } = report;
        terminal.result({ ...resumed, redriven: redriven.length, waiting: selected });
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
