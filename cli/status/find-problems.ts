import { formatCount } from "../format-count";
import { listDeadLetters } from "./list-dead-letters";
import type { AlarmStatus, HandlerStatus, Status, WebhookStatus } from "./status";

/** Something that a person should know of. */
export interface Problem {
    /** `wrong` asks for a person; `note` does not. */
    level: "wrong" | "note";
    /** What is so, in a sentence without its full stop. */
    text: string;
    /** What mends it, or shows more: a script of package.json and its arguments. */
    command?: string;
    /** The alarms that say the same, by the end of their names in the program. */
    alarms?: readonly string[];
}

/** Changes that wait for longer than this are late; the alarm `SUBSCRIPTION-behind` has the same threshold. */
const maxBehindMilliseconds = 900_000;
/** Fewer requests without a good signature than this are somebody's try; as in the alarm `signatures-refused`. */
const minSignaturesRefused = 3;

/** What is wrong with a deployment, the worst first. An alarm is named where nothing else says what it says. */
export function findProblems(status: Status): Problem[] {
    const found = [
        ...findLost(status),
        ...findInDoors(status),
        ...findInHandlers(status),
        ...findInSync(status),
        ...findOtherLetters(status),
    ];
    const explained = found.flatMap(({ alarms = [] }) => alarms);
    const wrong = [...found, ...findAlarms(status, explained)];
    return [...wrong.filter(({ level }) => level === "wrong"), ...wrong.filter(({ level }) => level === "note")];
}

function findLost({ at, bus, subscriptions, changeSubscriptions }: Status): Problem[] {
    const anHourAgo = new Date(Date.parse(at) - 3_600_000).toISOString().slice(0, 16) + "Z";
    const problems: Problem[] = [];
    for (const [name, { lost }] of Object.entries(subscriptions)) {
        add(problems, lost, {
            text: `${name} gave up ${formatCount(lost, "event")}, and its dead-letter queue did not take them`,
            command: `replay --from ${anHourAgo} --only ${name}`,
            alarms: [`${name}-lost`],
        });
    }
    for (const [name, { lost }] of Object.entries(changeSubscriptions)) {
        add(problems, lost, {
            text: `${name} gave up changes ${times(lost)}, and its dead-letter queue did not take the letters`,
            command: `logs ${name}`,
            alarms: [`${name}-lost`],
        });
    }
    add(problems, bus.lost, {
        text: `the bus could not deliver ${formatCount(bus.lost, "event")}, nor put them into a dead-letter queue`,
        command: `replay --from ${anHourAgo}`,
        alarms: Object.keys(subscriptions).map((name) => `${name}-letters-lost`),
    });
    return problems;
}

function findInDoors({
    webhook,
    partnerDoor: { name, deadLetters } = { name: "", deadLetters: 0 },
}: Status): Problem[] {
    const problems = webhook === undefined ? [] : findInWebhook(webhook);
    add(problems, deadLetters, {
        text: `${formatCount(deadLetters, "event")} of Stripe's EventBridge destination did not come onto the bus`,
        command: `dlq show ${name}`,
        alarms: [`${name}-dead-letters`],
    });
    return problems;
}

function findInWebhook(webhook: WebhookStatus): Problem[] {
    const { name, signaturesRefused, tooLarge, busFailures, receiveFailures, crashes, throttles } = webhook;
    const failures = busFailures + receiveFailures + crashes;
    const problems: Problem[] = [];
    add(problems, failures, {
        text: `the webhook failed ${times(failures)}; Stripe sends the events again`,
        command: `logs ${name}`,
        alarms: ["server-errors", "bus-failures", "receive-failures"],
    });
    add(problems, tooLarge, {
        text: `${formatCount(tooLarge, "event")} of Stripe's ${tooLarge === 1 ? "was" : "were"} larger than the bus takes: act on them by hand`,
        command: `logs ${name}`,
        alarms: ["events-too-large"],
    });
    add(problems, signaturesRefused >= minSignaturesRefused ? signaturesRefused : 0, {
        text: `${signaturesRefused} requests had no good signature: was the secret rolled at Stripe, and not deployed?`,
        command: "doctor",
        alarms: ["signatures-refused"],
    });
    add(problems, throttles, {
        text: `Lambda had no room for the receiver ${times(throttles)}; Stripe sends the events again`,
        command: "doctor",
        alarms: ["receiver-throttled"],
    });
    return problems;
}

function findInHandlers({ subscriptions, changeSubscriptions }: Status): Problem[] {
    const problems: Problem[] = [];
    const all: [string, HandlerStatus][] = [...Object.entries(subscriptions), ...Object.entries(changeSubscriptions)];
    for (const [name, { deadLetters, failed, throttles, paused }] of all) {
        addDeadLetters(problems, name, deadLetters);
        add(problems, deadLetters === 0 ? failed : 0, {
            text: `${name} failed ${times(failed)} in the last hour, and has no dead letters`,
            command: `logs ${name}`,
        });
        // What is paused is throttled: that is how it waits.
        add(problems, paused ? 0 : throttles, {
            level: "note",
            text: `Lambda had no room for ${name} ${times(throttles)}; what it is to have waits`,
            command: "doctor",
            alarms: [`${name}-throttled`],
        });
        add(problems, Number(paused), {
            level: "note",
            text: `${name} is paused, and what it is to have waits`,
            command: `resume ${name}`,
            alarms: [`${name}-throttled`, `${name}-behind`],
        });
    }
    for (const [name, { behind = 0, paused }] of Object.entries(changeSubscriptions)) {
        add(problems, !paused && behind >= maxBehindMilliseconds ? 1 : 0, {
            text: `${name} is ${Math.round(behind / 60_000)} minutes behind the billing state's changes`,
            command: `logs ${name}`,
            alarms: [`${name}-behind`],
        });
    }
    return problems;
}

function findInSync({ sync }: Status): Problem[] {
    if (sync === undefined) {
        return [];
    }
    const { reconcile, cutShort, failed } = sync;
    const { leftDrifted } = reconcile;
    const problems: Problem[] = [];
    add(problems, leftDrifted, {
        text: `${leftDrifted} ${leftDrifted === 1 ? "object differs" : "objects differ"} from Stripe's, and ${leftDrifted === 1 ? "was" : "were"} not repaired`,
        command: "sync reconcile --repair",
        alarms: ["sync-left-drifted"],
    });
    add(problems, cutShort, {
        text: `a run that keeps in step was cut short ${times(cutShort)} in two days`,
        command: "sync reconcile",
        alarms: ["sync-cut-short"],
    });
    add(problems, failed, {
        text: `a run that keeps in step failed ${times(failed)} in two days`,
        command: `logs ${sync.name}`,
        alarms: ["sync-dead-letters"],
    });
    return problems;
}

function findOtherLetters({ otherDeadLetters }: Status): Problem[] {
    const problems: Problem[] = [];
    Object.entries(otherDeadLetters).forEach(([name, number]) => addDeadLetters(problems, name, number));
    return problems;
}

function addDeadLetters(problems: Problem[], name: string, number: number): void {
    add(problems, number, {
        text: `${name} has ${formatCount(number, "dead letter")}`,
        command: `dlq list ${name}`,
        alarms: [`${name}-dead-letters`],
    });
}

function findAlarms(status: Status, explained: readonly string[]): Problem[] {
    const { alarms } = status;
    if ("unknown" in alarms) {
        return [];
    }
    return alarms.list
        .filter(({ state, name }) => state === "ALARM" && !explained.some((end) => isNamed(name, end)))
        .map((alarm) => {
            const isOver = isEmptied(alarm, status);
            const text = describeAlarm(alarm) + (isOver ? "; none is left, and it ends in minutes" : "");
            return { level: isOver || isExpected(alarm, status) ? "note" : "wrong", text };
        });
}

/** Whether it is about letters that are gone: it looks at the last minutes. */
function isEmptied({ name }: AlarmStatus, status: Status): boolean {
    return listDeadLetters(status).some(([queue, letters]) => letters === 0 && isNamed(name, `${queue}-dead-letters`));
}

/** Whether it says that runs are missing which a stack that is younger than a day has not had yet. */
function isExpected({ name, since }: AlarmStatus, { at, sync }: Status): boolean {
    const isYoung = since !== undefined && Date.parse(at) - Date.parse(since) < 86_400_000;
    return (
        isYoung &&
        ((isNamed(name, "sync-recover-not-run") && sync?.recover.runs === 0) ||
            (isNamed(name, "sync-reconcile-not-run") && sync?.reconcile.runs === 0))
    );
}

/** Pulumi adds a hyphen and seven hexadecimal digits to a name, and the program the name of its component before it. */
function isNamed(alarmName: string, end: string): boolean {
    return alarmName.replace(/-[0-9a-f]{7}$/, "").endsWith(`-${end}`);
}

/** Its description's first line without its cause: the rest is for whoever wants to know more. */
function describeAlarm({ name, description }: AlarmStatus): string {
    const [first = ""] = description.split("\n");
    const what = first.replace(/^.*?: /, "").replace(/[.]$/, "");
    return `${name.replace(/-[0-9a-f]{7}$/, "")} is in alarm: ${what}`;
}

function add(
    problems: Problem[],
    count: number,
    problem: Omit<Problem, "level"> & Partial<Pick<Problem, "level">>,
): void {
    if (count > 0) {
        problems.push({ level: "wrong", ...problem });
    }
}

function times(count: number): string {
    return ["never", "once", "twice"][count] ?? `${count} times`;
}
