import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";

import type { StackOutputs } from "../../cli/deployment";
import { countMetric, measureMetric, type MetricQuestion, readMetricPoints } from "../../cli/status/read-metrics";
import type { FunctionRole } from "../../handlers/function-role";
import type { Chart, Charts, Threshold } from "../model/charts";

/** So many points a line has at most: more than that is no clearer. */
const maxPoints = 180;

interface PlannedChart extends Pick<Chart, "title" | "unit"> {
    /** By the lines' labels. */
    lines: Record<string, MetricQuestion>;
}

/** A stretch of time, in seconds since the epoch. */
interface Span {
    start: number;
    end: number;
    periodSeconds: number;
}

/** The stack's charts of the last `hours`, with the thresholds of the alarms on their metrics. */
export async function readCharts(
    client: Pick<CloudWatchClient, "send">,
    outputs: StackOutputs,
    { hours, now }: { hours: number; now: number },
): Promise<Charts> {
    const { start, end, periodSeconds } = chooseSpan(hours, now);
    const plan = planCharts(outputs);
    const window = { from: new Date(start * 1000), to: new Date(end * 1000), periodSeconds };
    const asked = plan.flatMap(({ lines }) => Object.values(lines));
    // A list of points for each, whatever its kind.
    const questions = Object.fromEntries(asked.entries()) as Record<string, MetricQuestion<"count">>;
    let alarmsUnknown: string | undefined;
    const [found, alarms] = await Promise.all([
        readMetricPoints(client, questions, window),
        // Charts are of use without them: a role may read metrics, and no alarms.
        listAlarms(client).catch((error: Error) => {
            alarmsUnknown = error.message;
            return [];
        }),
    ]);
    const times = Array.from({ length: (end - start) / periodSeconds }, (_, index) => start + index * periodSeconds);
    const charts = plan.map(({ title, unit, lines }) => ({
        title,
        unit,
        series: Object.entries(lines).map(([label, question]) => {
            const points = found[asked.indexOf(question)] ?? [];
            const values = new Map(points.map(({ at, value }) => [at.getTime() / 1000, value]));
            return { label, values: times.map((at) => values.get(at) ?? (question.kind === "count" ? 0 : null)) };
        }),
        thresholds: Object.entries(lines).flatMap(([line, question]) => findThresholds(alarms, line, question)),
    }));
    return { times, periodSeconds, charts, ...(alarmsUnknown !== undefined && { alarmsUnknown }) };
}

/** Whole periods, and the one that is under way. */
export function chooseSpan(hours: number, now: number): Span {
    const seconds = hours * 3600;
    const periodSeconds = [60, 300, 900, 3600].find((one) => seconds / one <= maxPoints) ?? 3600 * 6;
    const end = Math.floor(now / 1000 / periodSeconds) * periodSeconds + periodSeconds;
    return { start: end - Math.ceil(seconds / periodSeconds) * periodSeconds, end, periodSeconds };
}

/** In the order of an event's way, each what the alarms watch. */
function planCharts({ functions, deadLetterQueueUrls, metricsNamespace }: StackOutputs): PlannedChart[] {
    const all = Object.entries(functions);
    const withRole = (role: FunctionRole) => all.filter(([, one]) => one.role === role);
    const counted = (service: string, name: string) => countMetric(metricsNamespace, name, { service });
    const receiver = withRole("receiver")[0]?.[1].service ?? "";
    return [
        {
            title: "Received",
            unit: "count",
            lines: { "put on the bus": counted(receiver, "EventsReceived") },
        },
        {
            title: "Not taken in",
            unit: "count",
            lines: {
                "signature refused": counted(receiver, "SignaturesRefused"),
                "refused by the bus": counted(receiver, "BusFailures"),
                failed: counted(receiver, "ReceiveFailures"),
            },
        },
        {
            title: "Applied",
            unit: "count",
            lines: Object.fromEntries(
                ["Applied", "Duplicate", "Stale", "Ambiguous", "Ignored"].map((outcome) => [
                    outcome.toLowerCase(),
                    counted("recorder", `Events${outcome}`),
                ]),
            ),
        },
        {
            title: "Latency: p99 of a call",
            unit: "ms",
            lines: mapValues(functions, ({ functionName: FunctionName }) =>
                measureMetric("AWS/Lambda", "Duration", { FunctionName }, "p99"),
            ),
        },
        {
            title: "Failed calls",
            unit: "count",
            lines: mapValues(functions, ({ functionName: FunctionName }) =>
                countMetric("AWS/Lambda", "Errors", { FunctionName }),
            ),
        },
        {
            title: "Dead letters waiting",
            unit: "count",
            lines: mapValues(deadLetterQueueUrls, (url) =>
                measureMetric("AWS/SQS", "ApproximateNumberOfMessagesVisible", queueDimensions(url), "Maximum"),
            ),
        },
    ];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
function queueDimensions(url: string): Record<string, string> {
    return { QueueName: url.slice(url.lastIndexOf("/") + 1) };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
    return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

async function listAlarms(client: Pick<CloudWatchClient, "send">): Promise<MetricAlarm[]> {
    const alarms: MetricAlarm[] = [];
    let NextToken: string | undefined;
    do {
        const answer = await client.send(new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm"], NextToken }));
        alarms.push(...(answer.MetricAlarms ?? []));
        ({ NextToken } = answer);
    } while (NextToken !== undefined);
    return alarms;
}

function findThresholds(alarms: readonly MetricAlarm[], line: string, question: MetricQuestion): Threshold[] {
    const wanted = Object.entries(question.dimensions);
    const isMeant = ({ Namespace, MetricName, Dimensions = [] }: MetricAlarm) =>
        Namespace === question.namespace &&
        MetricName === question.name &&
        Dimensions.length === wanted.length &&
        wanted.every(([name, value]) => Dimensions.some((one) => one.Name === name && one.Value === value));
    return alarms.filter(isMeant).map(({ AlarmName = "", Threshold = 0, StateValue = "" }) => ({
        alarm: AlarmName,
        line,
        value: Threshold,
        state: StateValue,
    }));
}
