import { eventTypes } from "stripe-events";
import { stories } from "local-stripe/stories";

import type { Deployment } from "../../cli/deployment";
import { openFacts } from "../../cli/events/open-facts";
import type { StackView } from "../model/stack";
import { EventFeed } from "./event-feed";
import { readLogRows } from "./log-rows";
import { openClients } from "./open-clients";
import { readCharts } from "./read-charts";
import { readGraph } from "./read-graph";
import type { Route } from "./route";
import { letterRoutes } from "./routes/letters";
import { localRoutes } from "./routes/local";
import { openReplays } from "./routes/replays";
import { storyRoutes } from "./routes/stories";
import { subscriptionRoutes } from "./routes/subscriptions";
import type { ConsoleOptions } from "./start-console";

/** What the console shows and does on one stack. */
export interface Stack {
    routes: readonly Route[];
    feed: EventFeed;
    close(): Promise<void>;
}

export type StackOptions = Pick<ConsoleOptions, "stackName" | "stripeUrl" | "readOnly">;

/** The longest span of a chart: CloudWatch keeps points of an hour for 15 months, but a chart of weeks shows nothing new. */
const maxHours = 24 * 15;

export function openStack(deployment: Deployment, options: StackOptions): Stack {
    const clients = openClients(deployment.aws);
    const { outputs } = deployment;
    const isLocal = deployment.aws.endpoint !== undefined;
    /** For the commands that it shows. */
    const aim = { stack: options.stackName, ...(isLocal && { awsEndpoint: deployment.aws.endpoint }) };
    const facts = openFacts(deployment);
    const feed = new EventFeed(readLogRows({ facts, now: () => Date.now(), isLocal }));
    const replays = openReplays(clients, deployment);
    const routes: Route[] = [
        { method: "GET", path: "/stack", answer: async () => describeStack(deployment, options) },
        {
            method: "GET",
            path: "/charts",
            answer: ({ query }) => {
                const hours = Math.min(maxHours, Math.max(1, Number(query.get("hours")) || 1));
                return readCharts(clients.cloudWatch, outputs, { hours, now: Date.now() });
            },
        },
        { method: "GET", path: "/graph", answer: () => readGraph(clients, outputs, Date.now()) },
        ...storyRoutes(facts, deployment, options.stripeUrl),
        ...letterRoutes(clients, deployment, aim),
        ...subscriptionRoutes(clients, deployment),
        ...replays.routes,
        ...(isLocal ? localRoutes(deployment, options.stripeUrl) : []),
    ];
    return {
        routes,
        feed,
        async close() {
            await Promise.all([feed.close(), replays.close()]);
            clients.close();
            facts.close();
        },
    };
}

function describeStack({ outputs, aws }: Deployment, { stackName, stripeUrl, readOnly }: StackOptions) {
    const isLocal = aws.endpoint !== undefined;
    const view: StackView = {
        place: stackName ?? "local",
        region: aws.region,
        isLocal,
        hasStripe: stripeUrl !== undefined,
        isReadOnly: readOnly === true,
        subscriptions: Object.entries(outputs.functions).flatMap(([name, { role }]) =>
            role === "subscription" ? [name] : [],
        ),
        eventTypes: isLocal ? [...eventTypes] : [],
        stories: stripeUrl === undefined ? [] : stories.map(({ name, about }) => ({ name, about })),
    };
    return view;
}
