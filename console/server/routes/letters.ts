import { setTimeout as wait } from "node:timers/promises";

import { CommandError } from "local-cloud/command";
import type { Deployment, DeploymentOptions } from "../../../cli/deployment";
import { dropLetters } from "../../../cli/dlq/drop";
import { followRedriven } from "../../../cli/dlq/follow-redriven";
import { findOwners } from "../../../cli/dlq/find-owners";
import { findRefusal } from "../../../cli/dlq/find-refusal";
import { findLetters, listLetters, type Selection } from "../../../cli/dlq/read-letters";
import { redriveLetters } from "../../../cli/dlq/redrive";
import type { DropResult, Letter, LetterQueue, RedriveResult } from "../../model/letters";
import type { Clients } from "../open-clients";
import type { Call, Route } from "../route";

/** The most letters of a queue that are read for one answer: SQS gives ten at a time. */
const maxLetters = 1_000;
/** The most that one redrive or drop takes. */
const maxMended = 10_000;
const maxShown = 50;

/** How long a redrive is followed, and how often its log is looked at, in milliseconds. */
const follow = { most: 10_000, pause: 500 };

/** Dead letters: what there is, and what can be done with it. */
export function letterRoutes(clients: Clients, { outputs }: Deployment, options: DeploymentOptions): Route[] {
    const { sqs, logs, lambda } = clients;
    const explain = (queue: string) => findRefusal(lambda, outputs, queue, options);
    const find = ({ params: { subscription = "" } }: Call) => {
        const queueUrl = outputs.deadLetterQueueUrls[subscription];
        if (queueUrl === undefined) {
            throw new CommandError(`There is no dead-letter queue of "${subscription}".`);
        }
        return { subscription, queueUrl };
    };

    async function redrive(call: Call): Promise<RedriveResult> {
        const { subscription, queueUrl } = find(call);
        const refusal = await explain(subscription);
        if (refusal !== undefined) {
            throw new CommandError(refusal);
        }
        const targets = Object.values(findOwners(outputs, subscription));
        const since = Date.now();
        const functionNames = targets.map(({ functionName }) => functionName);
        const { busName } = outputs;
        const options = { ...readSelection(call.body), subscription, functionNames, busName, limit: maxMended };
        const { redriven, unknown, failure } = await redriveLetters(
            { ...clients, events: clients.eventBridge },
            queueUrl,
            options,
        );
        const until = performance.now() + follow.most;
        const outcomes = await followRedriven(logs, {
            logGroupNames: targets.map(({ logGroupName }) => logGroupName),
            // A change has none: it comes by the stream again, in its turn.
            requestIds: redriven.flatMap(({ requestId }) => requestId ?? []),
            since,
            wait: async () => {
                await wait(follow.pause);
                return performance.now() < until;
            },
        });
        const count = (status: string) => [...outcomes.values()].filter((one) => one.status === status).length;
        return {
            redriven: redriven.length,
            handled: count("handled"),
            failed: count("failed"),
            waiting: count("waiting"),
            changes: redriven.filter(({ requestId }) => requestId === undefined).length,
            unknown,
            ...(failure && { failure: failure.message }),
        };
    }

    return [
        {
            method: "GET",
            path: "/letters",
            async answer(): Promise<LetterQueue[]> {
                const queues = await listLetters(sqs, outputs.deadLetterQueueUrls, maxLetters);
                return Promise.all(
                    queues.map(async (queue) => ({
                        ...queue,
                        ...(queue.total > 0 && { refusal: await explain(queue.subscription) }),
                    })),
                );
            },
        },
        {
            method: "GET",
            path: "/letters/:subscription",
            async answer(call): Promise<Letter[]> {
                const { queueUrl } = find(call);
                const selection = { cause: call.query.get("cause") ?? undefined };
                const most = { most: maxShown, limit: maxLetters };
                return (await findLetters(sqs, queueUrl, selection, most)).letters;
            },
        },
        { method: "POST", path: "/letters/:subscription/redrive", answer: redrive },
        {
            method: "POST",
            path: "/letters/:subscription/drop",
            async answer(call): Promise<DropResult> {
                const { queueUrl } = find(call);
                const options = { ...readSelection(call.body), limit: maxMended };
                return { dropped: (await dropLetters(sqs, queueUrl, options)).selected };
            },
        },
    ];
}

/**
 * What a button stands beside: a cause, or one event. All of a queue are never meant by mistake.
 *
 * @throws CommandError when neither is named
 */
function readSelection(body: unknown): Selection {
    const { cause, event } = body as Record<string, unknown>;
    if (typeof cause !== "string" && typeof event !== "string") {
        throw new CommandError("Which letters? Name a cause or an event.");
    }
    return {
        ...(typeof cause === "string" && { cause }),
        ...(typeof event === "string" && { event }),
    };
}
