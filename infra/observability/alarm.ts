import type { Metric } from "./metrics";

/** A reason to get up: when a metric says so, and what to do. */
export interface Alarm {
    name: string;
    /** What it is about, for people: alarms of one cause are one message. */
    cause: string;
    metric: Metric;
    /** What is wrong; a message adds how many. */
    what: string;
    /** Whether anything is lost, and until when it is not. */
    lost: string;
    /** What to do, with the command that does it. */
    mend: string;
    /** From how many in a period. @default 1 */
    threshold?: number;
    /** Whether it is fewer than `threshold` that are bad. @default false */
    tooFew?: boolean;
    /** Length of a period, in seconds. @default 300 */
    periodSeconds?: number;
    /**
     * What a period without data means: that nothing is wrong, that nothing has changed, or that something is wrong.
     * @default "notBreaching"
     */
    treatMissingData?: "notBreaching" | "ignore" | "breaching";
    /** In how many of the latest periods; 1 of 1 when not given. */
    periods?: { bad: number; of: number };
}

/** Longer than a burst takes to pass. */
export const aQuarterOfAnHour = { bad: 3, of: 3 };

/** For the person whom it wakes: a line each for what is wrong, whether anything is lost, and what to do. */
export function describeAlarm({ cause, what, lost, mend }: Alarm): string {
    return [`${cause}: ${what}.`, lost, mend].join("\n");
}
