import { formatCount } from "../format-count";
import { listDeadLetters } from "./list-dead-letters";
import type { AlarmStatus, HandlerStatus, Status, WebhookStatus } from "./status";

/** Something that a person should know of. */
export interface Problem {
    /** `wrong` asks for a person; `note` does not; `over` was wrong in the time that is looked at. */
    level: "wrong" | "note" | "over";
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
/** What has not happened for so long has stopped: the alarms look as far back. */
const restMilliseconds = 300_000;

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
    return (["wrong", "note", "over"] as const).flatMap((one) => wrong.filter(({ level }) => level === one));
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
    ...status
}: Status): Problem[] {
    const problems = webhook === undefined ? [] : findInWebhook(webhook, status);
    add(problems, deadLetters, {
        text: `${formatCount(deadLetters, "event")} of Stripe's EventBridge destination did not come onto the bus`,
        command: `dlq show ${name}`,
        alarms: [`${name}-dead-letters`],
    });
    return problems;
}

function findInWebhook(webhook: WebhookStatus, status: Pick<Status, "at" | "alarms">): Problem[] {
    const { name, signaturesRefused, tooLarge, busFailures, receiveFailures, crashes, throttles, last = {} } = webhook;
    const failures = busFailures + receiveFailures + crashes;
    const problems: Problem[] = [];
    const hasStopped = (at: string | undefined, alarms: readonly string[]) =>
        at !== undefined && Date.parse(status.at) - Date.parse(at) > restMilliseconds && !isAnyOn(status, alarms);
    const isEnded = (at: string | undefined, alarms: readonly string[]) =>
        hasStopped(at, alarms) && isOver(at, last.received);
    const ofFailures = ["server-errors", "bus-failures", "receive-failures"];
    add(problems, failures, {
        ...(isEnded(last.failed, ofFailures)
            ? {
                  level: "over",
                  text: `the webhook failed ${times(failures)} in the last hour, and has taken events since`,
              }
            : {
                  text: `the webhook failed ${times(failures)}; Stripe sends the events again`,
                  command: `logs ${name}`,
              }),
        alarms: ofFailures,
    });
    add(problems, tooLarge, {
        text: `${formatCount(tooLarge, "event")} of Stripe's ${tooLarge === 1 ? "was" : "were"} larger than the bus takes: act on them by hand`,
        command: `logs ${name}`,
        alarms: ["events-too-large"],
    });
    const ofSignatures = ["signatures-refused"];
    const refused = `${signaturesRefused} requests had no good signature`;
    add(problems, signaturesRefused >= minSignaturesRefused ? signaturesRefused : 0, {
        ...(hasStopped(last.signaturesRefused, ofSignatures)
            ? { level: "over", text: `${refused} in the last hour, and none in the last five minutes` }
            : { text: `${refused}: was the secret rolled at Stripe, and not deployed?`, command: "doctor" }),
        alarms: ofSignatures,
    });
    const ofThrottles = ["receiver-throttled"];
    const noRoom = `Lambda had no room for the receiver ${times(throttles)}`;
    add(problems, throttles, {
        ...(isEnded(last.throttled, ofThrottles)
            ? { level: "over", text: `${noRoom} in the last hour, and has had since` }
            : { text: `${noRoom}; Stripe sends the events again`, command: "doctor" }),
        alarms: ofThrottles,
    });
    return problems;
}

function findInHandlers({ subscriptions, changeSubscriptions }: Status): Problem[] {
    const problems: Problem[] = [];
    const all: [string, HandlerStatus][] = [...Object.entries(subscriptions), ...Object.entries(changeSubscriptions)];
    for (const [name, { deadLetters, failed, throttles, paused, last = {} }] of all) {
        addDeadLetters(problems, name, deadLetters);
        const hasFailed = `${name} failed ${times(failed)} in the last hour`;
        add(problems, deadLetters === 0 ? failed : 0, {
            ...(isOver(last.failed, last.handled)
                ? { level: "over", text: `${hasFailed}, has handled what came since, and has no dead letters` }
                : { text: `${hasFailed}, and has no dead letters`, command: `logs ${name}` }),
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

function findInSync({ sync, ...status }: Status): Problem[] {
    if (sync === undefined) {
        return [];
    }
    const { reconcile, cutShort, failed, last } = sync;
    // A run that failed may have ended another time in the same minute.
    const later = (at: string | undefined) => at !== last.done && isOver(at, last.done);
    const { leftDrifted } = reconcile;
    const problems: Problem[] = [];
    add(problems, leftDrifted, {
        text: `${leftDrifted} ${leftDrifted === 1 ? "object differs" : "objects differ"} from Stripe's, and ${leftDrifted === 1 ? "was" : "were"} not repaired`,
        command: "sync reconcile --repair",
        alarms: ["sync-left-drifted"],
    });
    add(problems, cutShort, {
        level: later(last.cutShort) && !isAnyOn(status, ["sync-cut-short"]) ? "over" : "wrong",
        text: `a run that keeps in step was cut short ${times(cutShort)} in two days`,
        command: "sync reconcile",
        alarms: ["sync-cut-short"],
    });
    add(problems, failed, {
        level: later(last.failed) && !isAnyOn(status, ["sync-dead-letters"]) ? "over" : "wrong",
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

/** Whether what was wrong at one time had gone well by another. */
function isOver(failedAt: string | undefined, wellAt: string | undefined): boolean {
    return failedAt !== undefined && wellAt !== undefined && wellAt >= failedAt;
}

function isAnyOn({ alarms }: Pick<Status, "alarms">, ends: readonly string[]): boolean {
    const list = "unknown" in alarms ? [] : alarms.list;
    return list.some(({ state, name }) => state === "ALARM" && ends.some((end) => isNamed(name, end)));
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
