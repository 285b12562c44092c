import type { AlarmFacts } from "./alarm-reader";

/** What people are told. */
export interface AlertMessage {
    /** One line of ASCII characters, as e-mail takes it. */
    subject: string;
    text: string;
}

const maxSubjectLength = 100;

/**
 * The message about one cause.
 *
 * @param stack the Pulumi stack's name
 * @param alarms what is wrong, the worst first
 */
export function writeAlert(stack: string, [worst, ...others]: readonly AlarmFacts[]): AlertMessage {
    const [what = "", ...more] = lines(worst);
    const text = [
        withCount(what, worst?.count),
        ...more,
        ...others.map((alarm) => `Also: ${withCount(lines(alarm)[0] ?? "", alarm.count)}`),
        `The stack is ${stack}: where it is deployed, commands take --stack ${stack}.`,
    ].join("\n");
    return { subject: writeSubject(`ALARM in ${stack}: ${what}`), text };
}

/** The message that a cause is gone. */
export function writeOver(stack: string, [first]: readonly AlarmFacts[]): AlertMessage {
    const [cause = ""] = (lines(first)[0] ?? "").split(":");
    const text = `Over in ${stack}: ${cause}. None of its alarms is in ALARM any more.`;
    return { subject: writeSubject(`Over in ${stack}: ${cause}`), text };
}

function lines(alarm: AlarmFacts | undefined): string[] {
    return alarm?.description.split("\n") ?? [];
}

function withCount(what: string, count: string | undefined): string {
    return count === undefined ? what : `${what.replace(/\.$/, "")}: ${count}.`;
}

function writeSubject(text: string): string {
    return text.replace(/[^\x20-\x7e]/g, "?").slice(0, maxSubjectLength);
}
