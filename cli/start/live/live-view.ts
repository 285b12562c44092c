import { isOutcome } from "../../../handlers/billing/outcome";
import type {
    AlarmChanged,
    DeliveryFailed,
    EventAccepted,
    FunctionLine,
    InvocationEnded,
    Observation,
} from "local-cloud";
import type { FailureItem, LiveItem } from "./item";
import { readLogLine } from "local-cloud/command";

export interface LiveViewDeps {
    show: (item: LiveItem) => void;
    /** A function's name in the program. */
    findName: (functionName: string) => string;
    /** Where in the program's source an error's stack leads, as `file:line:column`. */
    findPlace: (trace: readonly string[]) => Promise<string | undefined>;
    /** How many times faster than real time the cloud's durations pass. */
    speed: number;
    /** Milliseconds, from any start. */
    now: () => number;
}

/** What is known of a Stripe event on the bus. */
interface Seen {
    eventId?: string;
    eventType: string;
    objectId?: string;
    /** When the request came that brought it. */
    since: number;
}

/** Lines that say what the items of the event and of the failure say. */
const toldOtherwise: readonly string[] = ["received", "handled", "the handler failed"];

/** So many of the newest events and requests are remembered, as many as the cloud remembers deliveries of. */
const maxRemembered = 5_000;

/** Makes of what the local cloud observes what a person wants to know of each Stripe event. */
export class LiveView {
    /** By X-Ray's root. */
    private readonly requests = new Map<string, number>();
    /** By the bus's id. */
    private readonly seen = new Map<string, Seen>();
    /** By Stripe's id. */
    private readonly sinceById = new Map<string, number>();
    /** Invocations whose own log has said how they end: `function event`. */
    private readonly told = new Set<string>();

    constructor(private readonly deps: LiveViewDeps) {}

    observe(observation: Observation): void {
        switch (observation.type) {
            case "invocation started":
                remember(this.requests, readTraceRoot(observation.traceHeader), this.deps.now());
                break;
            case "event accepted":
                this.accept(observation);
                break;
            case "function line":
                this.readLine(observation);
                break;
            case "invocation ended":
                this.endInvocation(observation);
                break;
            case "delivery failed":
                this.failDelivery(observation);
                break;
            case "alarm changed":
                this.changeAlarm(observation);
                break;
            case "message mailed": {
                const { to, subject, message } = observation;
                this.deps.show({ type: "mail", to, subject, text: message });
                break;
            }
            case "alarm action failed": {
                const { alarmName, action, error } = observation;
                const text = `${action} was not told: ${error.type}: ${error.message}`;
                this.deps.show({ type: "log", function: alarmName, level: "ERROR", text, fields: {} });
                break;
            }
            case "event delivered":
                break;
        }
    }

    /** Not of alarms on alarms, nor of those that are in ALARM for want of data: here nothing has run yet. */
    private changeAlarm({ alarmName, kind, description = "", from, to, values }: AlarmChanged): void {
        const isNew = to === "ALARM" && values?.length !== 0;
        if (kind === "metric" && (isNew || (from === "ALARM" && to === "OK"))) {
            this.deps.show({ type: "alarm", alarm: alarmName, state: to, value: values?.at(-1), text: description });
        }
    }

    private accept({ eventId, detailType, detail, traceHeader }: EventAccepted): void {
        const data = detail.data as { object?: { id?: unknown } } | undefined;
        const id = readText(detail.id);
        const since = this.requests.get(readTraceRoot(traceHeader) ?? "") ?? this.deps.now();
        remember(this.seen, eventId, {
            eventId: id,
            eventType: detailType,
            objectId: readText(data?.object?.id),
            since,
        });
        remember(this.sinceById, id, since);
    }

    private readLine({ functionName, line }: FunctionLine): void {
        const read = readLogLine(line);
        if (read === undefined) {
            return;
        }
        const { level, text, fields } = read;
        const { eventId, eventType, objectId, reason } = fields;
        if (typeof eventId !== "string" || typeof eventType !== "string") {
            this.deps.show({ type: "log", function: this.deps.findName(functionName), level, text, fields });
            return;
        }
        const milliseconds = this.millisecondsSince(this.sinceById.get(eventId));
        if (isOutcome(text)) {
            this.told.add(`${functionName} ${eventId}`);
            this.deps.show({
                type: "event",
                eventId,
                eventType,
                objectId: readText(objectId),
                outcome: text,
                reason: String(reason),
                milliseconds,
            });
        } else if (text === "skipped") {
            this.told.add(`${functionName} ${eventId}`);
            const subscription = this.deps.findName(functionName);
            this.deps.show({ type: "handled", subscription, eventId, eventType, outcome: "skipped", milliseconds });
        } else if (!toldOtherwise.includes(text)) {
            this.deps.show({ type: "log", function: this.deps.findName(functionName), level, text, fields });
        }
    }

    private endInvocation(ended: InvocationEnded): void {
        const { functionName, error, attempt, maxAttempts } = ended;
        const seen = ended.eventId === undefined ? undefined : this.seen.get(ended.eventId);
        const name = this.deps.findName(functionName);
        if (error !== undefined) {
            const { type, message, trace } = error;
            void this.deps.findPlace(trace).then((place) =>
                this.deps.show({
                    ...this.failure(ended, seen),
                    function: name,
                    error: { type, message },
                    place,
                    attempt,
                    maxAttempts,
                }),
            );
        } else if (ended.eventId !== undefined && !this.told.delete(`${functionName} ${seen?.eventId}`)) {
            const { eventId, eventType, since } = seen ?? {};
            const milliseconds = this.millisecondsSince(since);
            this.deps.show({ type: "handled", subscription: name, eventId, eventType, outcome: "done", milliseconds });
        }
    }

    private failDelivery(failed: DeliveryFailed): void {
        const { targetArn, error, attempt, lost } = failed;
        const seen = failed.eventId === undefined ? undefined : this.seen.get(failed.eventId);
        const name = targetArn.split(":").at(-1) ?? targetArn;
        this.deps.show({ ...this.failure(failed, seen), function: this.deps.findName(name), error, attempt, lost });
    }

    private failure(
        { nextAttemptMs, deadLetterArn }: { nextAttemptMs?: number; deadLetterArn?: string },
        { eventId, eventType }: Partial<Seen> = {},
    ): Pick<FailureItem, "type" | "eventId" | "eventType" | "nextAttemptSeconds" | "deadLetterQueue"> {
        return {
            type: "failure",
            eventId,
            eventType,
            nextAttemptSeconds: nextAttemptMs === undefined ? undefined : nextAttemptMs / 1000 / this.deps.speed,
            deadLetterQueue: deadLetterArn?.split(":").at(-1),
        };
    }

    private millisecondsSince(since: number | undefined): number | undefined {
        return since === undefined ? undefined : Math.round(this.deps.now() - since);
    }
}

function remember<Value>(map: Map<string, Value>, key: string | undefined, value: Value): void {
    if (key === undefined) {
        return;
    }
    map.delete(key);
    map.set(key, value);
    if (map.size > maxRemembered) {
        const [oldest] = map.keys();
        map.delete(oldest as string);
    }
}

/** What all that comes of one request has in common. */
function readTraceRoot(traceHeader = ""): string | undefined {
    return /Root=([^;]+)/.exec(traceHeader)?.[1];
}

function readText(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
