import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";

/** What is asked of one metric. A count that has no data is 0, anything else undefined. */
export interface MetricQuestion<Kind extends "count" | "measure" = "count" | "measure"> {
    kind: Kind;
    namespace: string;
    name: string;
    dimensions: Readonly<Record<string, string>>;
    /** CloudWatch's statistic: `Sum`, `Maximum`, `p99`. */
    statistic: string;
}

/** Questions, in whatever shape the answers are wanted. */
export interface MetricQuestions {
    readonly [name: string]: MetricQuestion | MetricQuestions;
}

/** The answers in the shape of the questions, each as `Value` of its kind. */
export type MetricAnswers<Questions, Count, Measure> = {
    [Name in keyof Questions]: Questions[Name] extends MetricQuestion<"count">
        ? Count
        : Questions[Name] extends MetricQuestion<"measure">
          ? Measure
          : MetricAnswers<Questions[Name], Count, Measure>;
};

/** A metric's value in one period. */
export interface MetricPoint {
    /** When the period began. */
    at: Date;
    value: number;
}

export interface MetricWindow {
    from: Date;
    to: Date;
    periodSeconds: number;
}

/** GetMetricData takes so many at once. */
const maxQueries = 500;

/** How many, in the period. */
export function countMetric(
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
): MetricQuestion<"count"> {
    return { kind: "count", namespace, name, dimensions, statistic: "Sum" };
}

/** A statistic of a metric, in its own unit. */
export function measureMetric(
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    statistic: string,
): MetricQuestion<"measure"> {
    return { kind: "measure", namespace, name, dimensions, statistic };
}

/** What a metric's points are made into, by its kind. */
interface Readers<Count, Measure> {
    count: (points: readonly MetricPoint[]) => Count;
    measure: (points: readonly MetricPoint[]) => Measure;
}

/**
 * Asks for the metrics of a window of one period.
 *
 * @throws the SDK's error when CloudWatch does not answer
 */
export async function readMetrics<Questions extends MetricQuestions>(
    cloudWatch: Pick<CloudWatchClient, "send">,
    questions: Questions,
    window: MetricWindow,
): Promise<MetricAnswers<Questions, number, number | undefined>> {
    return answer(cloudWatch, questions, window, {
        count: (points) => points.reduce((sum, { value }) => sum + value, 0),
        measure: (points) => points.at(-1)?.value,
    });
}

/** Asks for each metric's values by period, oldest first; periods without data are left out. */
export async function readMetricPoints<Questions extends MetricQuestions>(
    cloudWatch: Pick<CloudWatchClient, "send">,
    questions: Questions,
    window: MetricWindow,
): Promise<MetricAnswers<Questions, readonly MetricPoint[], readonly MetricPoint[]>> {
    const all = (points: readonly MetricPoint[]) => points;
    return answer(cloudWatch, questions, window, { count: all, measure: all });
}

async function answer<Questions extends MetricQuestions, Count, Measure>(
    cloudWatch: Pick<CloudWatchClient, "send">,
    questions: Questions,
    window: MetricWindow,
    readers: Readers<Count, Measure>,
): Promise<MetricAnswers<Questions, Count, Measure>> {
    const points = await fetchPoints(cloudWatch, listQuestions(questions), window);
    const shape = (node: MetricQuestion | MetricQuestions): unknown =>
        isQuestion(node)
            ? readers[node.kind](points.get(node) ?? [])
            : Object.fromEntries(Object.entries(node).map(([name, child]) => [name, shape(child)]));
    return shape(questions) as MetricAnswers<Questions, Count, Measure>;
}

function isQuestion(node: MetricQuestion | MetricQuestions): node is MetricQuestion {
    return typeof node.namespace === "string";
}

function listQuestions(node: MetricQuestion | MetricQuestions): MetricQuestion[] {
    return isQuestion(node) ? [node] : Object.values(node).flatMap(listQuestions);
}

async function fetchPoints(
    cloudWatch: Pick<CloudWatchClient, "send">,
    questions: readonly MetricQuestion[],
    { from, to, periodSeconds }: MetricWindow,
): Promise<Map<MetricQuestion, MetricPoint[]>> {
    const found = new Map<MetricQuestion, MetricPoint[]>();
    for (let first = 0; first < questions.length; first += maxQueries) {
        const some = questions.slice(first, first + maxQueries);
        let NextToken: string | undefined;
        do {
            const page = await cloudWatch.send(
                new GetMetricDataCommand({
                    MetricDataQueries: some.map((question, index) => formatQuery(question, index, periodSeconds)),
                    StartTime: from,
                    EndTime: to,
                    ScanBy: "TimestampAscending",
                    NextToken,
                }),
            );
            for (const { Id = "", Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
                const question = some[Number(Id.slice(1))] as MetricQuestion;
                const points = Timestamps.map((at, index) => ({ at, value: Values[index] ?? 0 }));
                found.set(question, [...(found.get(question) ?? []), ...points]);
            }
            NextToken = page.NextToken;
        } while (NextToken !== undefined);
    }
    return found;
}

function formatQuery(
    { namespace, name, dimensions, statistic }: MetricQuestion,
    index: number,
    periodSeconds: number,
): MetricDataQuery {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    return {
        Id: `m${index}`,
        MetricStat: {
            Metric: { Namespace: namespace, MetricName: name, Dimensions },
            Period: periodSeconds,
            Stat: statistic,
        },
    };
}
