import { validationError } from "../constraints";
import { readCron } from "./cron";

/** When a scheduled rule runs. Instants are milliseconds since the epoch. */
export interface Schedule {
    readonly expression: string;
    /**
     * The first run after `instant`; undefined when there is none.
     *
     * @param last the run before it, which a rate counts from; `instant` itself when left out
     */
    next(instant: number, last?: number): number | undefined;
}

const minute = 60_000;
const units: Readonly<Record<string, number>> = { minute, hour: 60 * minute, day: 24 * 60 * minute };
const maxLength = 256;
/** A last day, a working day, or a day of the month's nth week. */
const specialDay = /(^|\s)(\w*L|\d+W|\w+#\d)(\s|$)/;

/**
 * Reads a rule's schedule (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html).
 *
 * @param text `rate(5 minutes)` or `cron(0 3 * * ? *)`, in UTC
 * @throws AwsError ValidationException
 */
export function readSchedule(text: string): Schedule {
    const [, kind, inner = ""] = /^(rate|cron)\((.*)\)$/.exec(text) ?? [];
    if (kind === "cron" && specialDay.test(inner)) {
        throw validationError(`The local cloud's schedules have no L, W or # for days, as ${text} has.`);
    }
    const next = text.length > maxLength ? undefined : kind === "rate" ? readRate(inner) : readCron(inner);
    if (kind === undefined || next === undefined) {
        throw validationError("Parameter ScheduleExpression is not valid.");
    }
    return { expression: text, next };
}

/** One is singular, and every other number plural: AWS refuses `rate(1 hours)` and `rate(5 minute)`. */
function readRate(text: string): Schedule["next"] | undefined {
    const [, digits, unit = "", plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(text) ?? [];
    const milliseconds = Number(digits) * (units[unit] ?? NaN);
    if (Number.isNaN(milliseconds) || (digits === "1") !== (plural === "")) {
        return undefined;
    }
    return (instant, last = instant) => last + (Math.floor((instant - last) / milliseconds) + 1) * milliseconds;
}
