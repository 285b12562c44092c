import { CommandError, type Terminal, systemClock } from "local-cloud/command";
import { findDeployment, requireWebhook, type Deployment } from "../deployment";
import { eventTypes, isMadeEventType, makeEvent, seededRandom, type MadeEventType } from "stripe-events";
import { didYouMean } from "../did-you-mean";
import { EventWatch } from "./event-watch";
import type { TriggerOptions } from "./options";
import { type EventOutcome, listFailures } from "./outcome";
import { OutcomeReader } from "./outcome-reader";
import { postEvent, type SendResult } from "./post-event";
import { openPartnerPutter, type SendableEvent } from "./put-partner-event";
import { sendMany } from "./send-many";
import { recordedAs, showAccepted, showOutcome, showSummary, showVerdict } from "./show";
import { StackClient } from "./stack-client";
import { makeThin, readEvent, type ReadEvent } from "./stripe-source";

type MadeEvent = ReturnType<typeof makeEvent>;

/** Where events go. */
interface Target {
    deployment: Deployment;
    /** The webhook's URL, or the event source's name. */
    place: string;
    /** @throws CommandError when the event is not taken */
    send: (event: SendableEvent) => Promise<SendResult>;
    close: () => void;
}

/** What is sent, or the snapshot of what is. */
type SentEvent = Pick<ReadEvent, "id" | "type" | "created" | "account" | "data">;

/**
 * Does what `npm run trigger` was asked to.
 *
 * @throws CommandError when an event was not accepted or not recorded, or a subscription failed, or nothing could be sent
 */
export async function runTrigger(type: string | undefined, options: TriggerOptions, terminal: Terminal): Promise<void> {
    if (options.list === true) {
        eventTypes.forEach((one) => terminal.line(one));
        terminal.result(eventTypes);
        return;
    }
    const thin = options.thin === true || type?.startsWith("v1.") === true;
    if (options.event !== undefined || options.object !== undefined) {
        if (type !== undefined) {
            throw new CommandError(`--event and --object tell the type themselves: leave "${type}" out`);
        }
        const target = await findTarget(options);
        await sendOne(target, await findEvent(target.deployment, options), { ...options, thin }, terminal);
        return;
    }
    const made = checkType(type?.replace(/^v1\./, ""));
    const random = options.seed === undefined ? undefined : seededRandom(options.seed);
    const make = () => makeEvent(made, { set: options.set, random });
    if (options.count === 1) {
        const event = makeOne(make);
        await sendOne(await findTarget(options), event, { ...options, thin }, terminal);
    } else {
        if (thin) {
            throw new CommandError("--count sends snapshot events: send thin ones one by one");
        }
        if (options.set !== undefined && "id" in options.set) {
            throw new CommandError("--set id gives each event the same id, and --count sends events of their own");
        }
        makeOne(() => makeEvent(made, { set: options.set }));
        await sendAll(await findTarget(options), make, options, terminal);
    }
}

function checkType(type: string | undefined): MadeEventType {
    if (type === undefined) {
        throw new CommandError("which event? Name its type, such as customer.subscription.created (--list lists them)");
    }
    if (isMadeEventType(type)) {
        return type;
    }
    const near = didYouMean(type, eventTypes);
    throw new CommandError(
        `"${type}" is not an event type that can be made: ` +
            (near.length > 0 ? `did you mean ${near.join(" or ")}?` : "--list lists those that can"),
    );
}

/** Makes an event, before anything is looked for: a path that leads nowhere is the first thing to say. */
function makeOne<Event>(make: () => Event): Event {
    try {
        return make();
    } catch (error) {
        throw new CommandError(`--set: ${(error as Error).message}`);
    }
}

/** The event that Stripe has, or the next one of an object that the state has. */
async function findEvent(deployment: Deployment, options: TriggerOptions): Promise<SentEvent> {
    if (options.event !== undefined) {
        return readEvent(options.event, options);
    }
    const client = new StackClient(deployment);
    try {
        const item = await client.findItem(String(options.object));
        if (item === undefined) {
            throw new CommandError(
                `the state has no ${options.object}: "npm run sync -- object ${options.object}" reads it`,
            );
        }
        // Loaded once it is needed, as it loads the local Stripe. Not `import`, which is left to Node here.
        // oxlint-disable-next-line typescript/no-require-imports
        const { changeObject } = require("./change-object") as typeof import("./change-object");
        return changeObject(item, { set: options.set, now: Math.floor(Date.now() / 1000) });
    } finally {
        client.close();
    }
}

async function findTarget(options: TriggerOptions): Promise<Target> {
    const deployment = await findDeployment(options);
    if (options.via === "partner") {
        const { source, put, close } = await openPartnerPutter(deployment);
        return { deployment, place: source, send: put, close };
    }
    const url = options.url ?? requireWebhook(deployment.outputs).webhookUrl;
    const secret = options.secret ?? (await readSecret(deployment, options));
    return { deployment, place: url, send: (event) => post(url, secret, event), close: () => undefined };
}

async function readSecret(deployment: Deployment, options: TriggerOptions): Promise<string> {
    const client = new StackClient(deployment);
    try {
        return await client.signingSecret(options.endpoint);
    } finally {
        client.close();
    }
}

async function post(url: string, secret: string, event: SendableEvent): Promise<SendResult> {
    const { status, body, milliseconds } = await postEvent({ url, secret, event });
    if (status < 200 || status >= 300) {
        throw new CommandError(`the webhook answered ${status}: ${body}`);
    }
    return { status, milliseconds };
}

async function sendOne(
    { deployment, place, send, close }: Target,
    event: SentEvent,
    options: TriggerOptions,
    terminal: Terminal,
): Promise<void> {
    const sent = options.thin === true ? await makeThin(event, options) : event;
    const client = new StackClient(deployment);
    const reader = new OutcomeReader(client, options.timeout);
    try {
        await reader.note(sent);
        const { status, milliseconds } = await send(sent);
        showAccepted(terminal, { id: sent.id, type: sent.type, data: event.data }, { status, milliseconds, place });
        const outcome = await createWatch(reader, options).entry(sent.id);
        const item = await client.stateItem(event);
        showOutcome(terminal, outcome, options.verbose ? item : undefined);
        terminal.result({ event: { id: sent.id, type: sent.type }, status, ...outcome, item });
        const failures = listFailures(outcome.subscribers);
        if (failures.length > 0) {
            throw new CommandError(`${failures.join("; ")} (${recordedAs(outcome)})`);
        }
        showVerdict(terminal, outcome);
    } finally {
        client.close();
        close();
    }
}

async function sendAll(
    { deployment, send, close }: Target,
    make: () => MadeEvent,
    options: TriggerOptions,
    terminal: Terminal,
): Promise<void> {
    const client = new StackClient(deployment);
    const reader = new OutcomeReader(client, options.timeout);
    const watch = createWatch(reader, options);
    const progress = terminal.progress(options.count);
    try {
        const summary = await sendMany({
            count: options.count,
            concurrency: options.concurrency,
            make,
            // Ids are new each time, unless a seed makes those of another run.
            prepare: async (event) => (options.seed === undefined ? undefined : reader.note(event)),
            send,
            settled: (id) => watch.entry(id),
            now: () => performance.now(),
            onDone: (done) => progress.update(done),
        });
        progress.end();
        showSummary(terminal, summary);
        terminal.result(summary);
        if (summary.done < summary.count) {
            throw new CommandError(`${summary.count - summary.done} of ${summary.count} events failed`);
        }
    } finally {
        client.close();
        close();
    }
}

function createWatch(reader: OutcomeReader, { timeout }: TriggerOptions): EventWatch<EventOutcome> {
    return new EventWatch({
        read: (ids) => reader.settled(ids),
        overdue: (id) => reader.overdue(id),
        clock: systemClock(),
        timeoutSeconds: timeout,
    });
}
