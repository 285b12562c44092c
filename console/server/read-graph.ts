import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { type EventBridgeClient, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { type LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { StackOutputs } from "../../cli/deployment";
import { countLetters } from "../../cli/dlq/walk-queue";
import { listProgramRules } from "../../cli/list-rules";
import { type MetricQuestion, readMetrics } from "../../cli/status/read-metrics";
import type { Graph } from "../model/graph";
import { planGraph, type RulePart } from "./plan-graph";

export interface GraphClients {
    eventBridge: EventBridgeClient;
    lambda: LambdaClient;
    sqs: SQSClient;
    cloudWatch: CloudWatchClient;
}

/** The program as it is deployed, by its outputs and what AWS says of its rules, with the counts of the last hour. */
export async function readGraph(clients: GraphClients, outputs: StackOutputs, now: number): Promise<Graph> {
    const queues = Object.entries(outputs.deadLetterQueueUrls);
    const [rules, streamReaders, letters] = await Promise.all([
        readRules(clients.eventBridge, outputs.busName),
        findStreamReaders(clients.lambda, outputs),
        Promise.all(queues.map(async ([name, url]) => [name, (await countLetters(clients.sqs, url)).total] as const)),
    ]);
    const { nodes, edges } = planGraph(outputs, { rules, streamReaders, letters: Object.fromEntries(letters) });
    const to = Math.floor(now / 60_000) * 60_000 + 60_000;
    const window = { from: new Date(to - 3_600_000), to: new Date(to), periodSeconds: 3600 };
    const questions = edges.flatMap(({ questions = [] }) => questions);
    const counts = await readMetrics(clients.cloudWatch, Object.fromEntries(questions.entries()), window);
    const count = (question: MetricQuestion) => counts[questions.indexOf(question as MetricQuestion<"count">)] ?? 0;
    return {
        nodes,
        edges: edges.map(({ questions: asked, ...edge }) =>
            asked === undefined ? edge : { ...edge, count: asked.reduce((sum, one) => sum + count(one), 0) },
        ),
    };
}

async function readRules(client: EventBridgeClient, EventBusName: string): Promise<RulePart[]> {
    const rules = await listProgramRules(client, EventBusName);
    return Promise.all(
        rules.map(async ({ Name = "", EventPattern = "", State }) => {
            const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ EventBusName, Rule: Name }));
            return {
                name: Name,
                pattern: EventPattern,
                isEnabled: State !== "DISABLED",
                targetArns: Targets.map(({ Arn = "" }) => Arn),
            };
        }),
    );
}

async function findStreamReaders(client: LambdaClient, { functions }: StackOutputs): Promise<string[]> {
    const readers = Object.entries(functions).filter(([, { role }]) => role === "change-subscription");
    const answers = await Promise.all(
        readers.map(async ([name, { functionName: FunctionName }]) => {
            const answer = await client.send(new ListEventSourceMappingsCommand({ FunctionName }));
            return (answer.EventSourceMappings ?? []).length > 0 ? [name] : [];
        }),
    );
    return answers.flat();
}
