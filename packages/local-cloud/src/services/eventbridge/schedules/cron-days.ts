import { readField } from "./cron-field";

/** A day in UTC. */
interface Day {
    year: number;
    month: number;
    day: number;
}

/** Whether an expression runs on a day. */
export type DayRule = (day: Day) => boolean;

const weekDays = { from: 1, to: 7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };

/** The field of the month's days. */
export function readMonthDays(text: string): DayRule | undefined {
    return select(readField(text, { from: 1, to: 31 }), ({ day }) => day);
}

/** The field of the week's days, Sunday first. */
export function readWeekDays(text: string): DayRule | undefined {
    return text.includes("/") ? undefined : select(readField(text, weekDays), readWeekDay);
}

function select(numbers: readonly number[] | undefined, read: (day: Day) => number): DayRule | undefined {
    return numbers && ((day) => numbers.includes(read(day)));
}

function readWeekDay({ year, month, day }: Day): number {
    return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + weekDays.from;
}
