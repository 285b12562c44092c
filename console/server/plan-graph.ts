import type { StackFunction, StackOutputs } from "../../cli/deployment";
import { findOwners } from "../../cli/dlq/find-owners";
import { countMetric, type MetricQuestion } from "../../cli/status/read-metrics";
import type { GraphEdge, GraphNode } from "../model/graph";

/** What is there besides the outputs. */
export interface Parts {
    rules: RulePart[];
    /** The functions, by their names in the program, that read the state table's changes. */
    streamReaders: string[];
    /** How many letters wait, by subscription. */
    letters: Readonly<Record<string, number>>;
}

export interface RulePart {
    name: string;
    pattern: string;
    isEnabled: boolean;
    targetArns: string[];
}

/** An edge whose count is yet to be asked for, or known. */
export interface PlannedEdge extends GraphEdge {
    /** Their sum is the count. */
    questions?: MetricQuestion<"count">[];
}

type NamedFunction = StackFunction & { name: string };

/** The program's parts and what goes between them, in the order of an event's way. */
export function planGraph(outputs: StackOutputs, parts: Parts): { nodes: GraphNode[]; edges: PlannedEdge[] } {
    const functions = Object.entries(outputs.functions).map(([name, one]) => ({ name, ...one }));
    const letters = Object.entries(parts.letters);
    return {
        nodes: [
            ...(outputs.webhookUrl === undefined
                ? []
                : [{ id: "api", kind: "api" as const, label: "webhook", detail: outputs.webhookUrl }]),
            { id: "bus", kind: "bus", label: dropSuffix(outputs.busName), detail: outputs.busName },
            ...parts.rules.map(describeRule),
            ...functions.map(describeFunction),
            { id: "state", kind: "table", label: "state", detail: outputs.stateTableName },
            { id: "ledger", kind: "table", label: "ledger", detail: outputs.ledgerTableName },
            ...letters.map(([name]) => ({
                id: `queue:${name}`,
                kind: "queue" as const,
                label: "dead letters",
                detail: outputs.deadLetterQueueUrls[name],
            })),
        ],
        edges: [
            ...functions.flatMap((one) => planFunction(one, outputs)),
            ...parts.rules.flatMap((rule) => planRule(rule, functions, outputs)),
            ...parts.streamReaders.map((name) => planStreamReader(name, outputs)),
            ...letters.flatMap(([name, count]) =>
                Object.keys(findOwners(outputs, name)).map((owner) => ({
                    from: `function:${owner}`,
                    to: `queue:${name}`,
                    count,
                    counted: "waiting now",
                    isFailure: true,
                })),
            ),
        ],
    };
}

function describeRule({ name, pattern, isEnabled }: RulePart): GraphNode {
    const detail = [name, ...(isEnabled ? [] : ["disabled"]), pattern].join("\n");
    return { id: `rule:${name}`, kind: "rule", label: dropSuffix(name), detail };
}

/** A name as the program has it, without what Pulumi adds to tell it from its replacement. */
function dropSuffix(name: string): string {
    return name.replace(/-[0-9a-f]{7}$/, "");
}

function describeFunction({ name, role, functionName }: NamedFunction): GraphNode {
    return { id: `function:${name}`, kind: "function", label: name, detail: `${role}\n${functionName}` };
}

/** What goes to a function that no rule calls, and what it gives on. */
function planFunction({ name, role, functionName, service }: NamedFunction, outputs: StackOutputs): PlannedEdge[] {
    const id = `function:${name}`;
    const counted = (...names: string[]) => names.map((one) => countMetric(outputs.metricsNamespace, one, { service }));
    switch (role) {
        case "receiver":
            return [
                { from: "api", to: id, questions: [countCalls(functionName)], counted: "requests" },
                { from: id, to: "bus", questions: counted("EventsReceived"), counted: "events put on the bus" },
            ];
        case "sync":
            return [
                { from: id, to: "state", questions: counted("ObjectsRepaired"), counted: "objects repaired" },
                { from: id, to: "bus", questions: counted("EventsRecovered"), counted: "events recovered" },
            ];
        case "subscription":
            return service === "recorder" ? planRecorder(id, counted) : [];
        case "change-subscription":
        case "alert":
            return [];
    }
}

function planRecorder(id: string, counted: (...names: string[]) => MetricQuestion<"count">[]): PlannedEdge[] {
    const recorded = counted("EventsApplied", "EventsDuplicate", "EventsStale", "EventsAmbiguous", "EventsIgnored");
    return [
        { from: id, to: "state", questions: counted("EventsApplied", "EventsAmbiguous"), counted: "events applied" },
        { from: id, to: "ledger", questions: recorded, counted: "events recorded" },
    ];
}

function planRule(rule: RulePart, functions: readonly NamedFunction[], outputs: StackOutputs): PlannedEdge[] {
    const id = `rule:${rule.name}`;
    const dimensions = { EventBusName: outputs.busName, RuleName: rule.name };
    return [
        {
            from: "bus",
            to: id,
            questions: [countMetric("AWS/Events", "TriggeredRules", dimensions)],
            counted: "events matched",
        },
        ...functions
            .filter(({ functionName }) => rule.targetArns.some((arn) => arn.endsWith(`:function:${functionName}`)))
            .map(({ name, functionName }) => ({
                from: id,
                to: `function:${name}`,
                questions: [countCalls(functionName)],
                counted: "calls, with retries and redrives",
            })),
    ];
}

function planStreamReader(name: string, { functions, metricsNamespace }: StackOutputs): PlannedEdge {
    const service = functions[name]?.service ?? name;
    const questions = [countMetric(metricsNamespace, "ChangesHandled", { service })];
    return { from: "state", to: `function:${name}`, questions, counted: "changes handled" };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function countCalls(FunctionName: string): MetricQuestion<"count"> {
    return countMetric("AWS/Lambda", "Invocations", { FunctionName });
}
