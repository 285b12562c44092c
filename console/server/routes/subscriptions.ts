import { CommandError } from "local-cloud/command";
import { chooseFunction } from "../../../cli/choose-function";
import type { Deployment, StackFunction } from "../../../cli/deployment";
import { countLetters } from "../../../cli/dlq/walk-queue";
import { describeBacklog, describeWaiting } from "../../../cli/pause/describe-backlog";
import { pauseFunction, readPause } from "../../../cli/pause/pause-function";
import { resumeSubscription } from "../../../cli/pause/resume-subscription";
import type { ResumeResult, SubscriptionView } from "../../model/subscriptions";
import type { Clients } from "../open-clients";
import type { Call, Route } from "../route";

/** Subscriptions, of the bus and of the state: pausing them, and having them go on. */
export function subscriptionRoutes(clients: Clients, { outputs }: Deployment): Route[] {
    const { lambda, sqs } = clients;

    async function describe(name: string, target: StackFunction): Promise<SubscriptionView> {
        const queueUrl = outputs.deadLetterQueueUrls[name];
        const [state, letters] = await Promise.all([
            readPause(lambda, target),
            queueUrl === undefined ? 0 : countLetters(sqs, queueUrl).then(({ total }) => total),
        ]);
        const backlog = state.paused ? describeWaiting(state) : describeBacklog(name, target, state);
        return { name, paused: state.paused, letters, backlog };
    }

    function choose({ params: { name = "" } }: Call): [name: string, target: StackFunction] {
        const target = chooseFunction(outputs, name);
        if (!isSubscription(target)) {
            throw new CommandError(`${name} is no subscription: "npm run pause" pauses it`);
        }
        return [name, target];
    }

    return [
        {
            method: "GET",
            path: "/subscriptions",
            answer: (): Promise<SubscriptionView[]> =>
                Promise.all(
                    Object.entries(outputs.functions)
                        .filter(([, one]) => isSubscription(one))
                        .map(([name, one]) => describe(name, one)),
                ),
        },
        {
            method: "POST",
            path: "/subscriptions/:name/pause",
            async answer(call): Promise<SubscriptionView> {
                const [name, target] = choose(call);
                await pauseFunction(lambda, target);
                return describe(name, target);
            },
        },
        {
            method: "POST",
            path: "/subscriptions/:name/resume",
            async answer(call): Promise<ResumeResult> {
                const [name] = choose(call);
                const { report } = await resumeSubscription(clients, outputs, name, { redrive: true });
                const { redriven = [], failure } = report ?? {};
                return { redriven: redriven.length, ...(failure && { failure: failure.message }) };
            },
        },
    ];
}

function isSubscription({ role }: StackFunction): boolean {
    return role === "subscription" || role === "change-subscription";
}
