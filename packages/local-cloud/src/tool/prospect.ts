/** A failed attempt, and what comes of it. */
export interface FailedAttempt {
    attempt: number;
    /** Undefined where a service retries for as long as its policy says. */
    maxAttempts?: number;
    /** When it is tried again; undefined after the last attempt. */
    nextAttemptSeconds?: number;
    /** The queue where the letter is after the last attempt. */
    deadLetterQueue?: string;
    /** Why no queue has it. */
    lost?: string;
}

/** Says which attempt failed, and what comes next. */
export function prospect({ attempt, maxAttempts, nextAttemptSeconds, deadLetterQueue, lost }: FailedAttempt): string {
    const which = `attempt ${attempt}${maxAttempts === undefined ? "" : ` of ${maxAttempts}`}`;
    if (maxAttempts === 1 && deadLetterQueue === undefined) {
        return "its caller got the error";
    }
    if (nextAttemptSeconds !== undefined) {
        const then = deadLetterQueue === undefined ? "" : `; after the last, the letter is in ${deadLetterQueue}`;
        return `${which}, the next in ${seconds(nextAttemptSeconds)}${then}`;
    }
    if (deadLetterQueue !== undefined) {
        return `${which}: the letter is in ${deadLetterQueue}`;
    }
    return `${which}: the event is lost${lost === undefined ? "" : ` (${lost})`}`;
}

function seconds(number: number): string {
    return `${number < 10 ? Number(number.toPrecision(2)) : Math.round(number)} s`;
}
