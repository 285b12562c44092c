import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";

import { type MetricPoint, type MetricQuestion, type MetricWindow, readMetricPoints } from "./read-metrics";
import type { Last } from "./status";

/** Counts of which it is asked when any of them last was more than 0, by what that is. */
export type LastQuestions<Name extends string> = Readonly<Record<Name, readonly MetricQuestion<"count">[]>>;

/**
 * When something last happened, of each of some parts of a deployment. What failed before it went well is over. Without parts,
 * CloudWatch is not asked.
 */
export async function readLast<Name extends string>(
    cloudWatch: Pick<CloudWatchClient, "send">,
    parts: Readonly<Record<string, LastQuestions<Name>>>,
    { from, to }: MetricWindow,
): Promise<Record<string, Last<Name>>> {
    const asked = Object.entries(parts).flatMap(([part, questions]) =>
        Object.entries<readonly MetricQuestion<"count">[]>(questions).flatMap(([name, some]) =>
            some.map((question) => ({ part, name, question })),
        ),
    );
    if (asked.length === 0) {
        return {};
    }
    const questions = Object.fromEntries(asked.map(({ question }, index) => [index, question]));
    const points = await readMetricPoints(cloudWatch, questions, { from, to, periodSeconds: 60 });
    const last: Record<string, Partial<Record<string, string>>> = {};
    asked.forEach(({ part, name }, index) => {
        const at = findLast(points[index] ?? []);
        const times = (last[part] ??= {});
        times[name] = [times[name], at]
            .filter((one) => one !== undefined)
            .sort()
            .at(-1);
    });
    return last as Record<string, Last<Name>>;
}

/** When a count last was more than 0, to the minute, in ISO 8601. */
export function findLast(points: readonly MetricPoint[]): string | undefined {
    return points.findLast(({ value }) => value > 0)?.at.toISOString();
}
