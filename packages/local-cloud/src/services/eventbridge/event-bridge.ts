import type { PutEventsRequest, PutPartnerEventsRequest } from "@aws-sdk/client-eventbridge";

import type { Clock } from "../../clock";
import type { Observe } from "../../observation";
import { Rounds } from "../../rounds";
import type { Store } from "../../store";
import type {
    Account,
    Authorize,
    Call,
    Handover,
    HandoverContext,
    JsonService,
    Lifecycle,
    MessageTarget,
    MetricSink,
    Operation,
} from "../service";
import type { JsonShape } from "../json-protocol";
import { archiveOperations } from "./archives/archive-operations";
import { ArchivedEvents } from "./archives/archived-events";
import { Arns } from "./arns";
import { authorizeDelivery, isFromBus } from "./buses/bus-access";
import { readEventKind, parseBusEvent } from "./events/bus-event";
import { busOperations } from "./buses/bus-operations";
import { Catalog } from "./catalog";
import { validationError } from "./constraints";
import { DeliveryQueue } from "./delivery/delivery-queue";
import { EventMetrics } from "./event-metrics";
import { patternOperations } from "./pattern/pattern-operations";
import { putEvents } from "./events/put-events";
import { putPartnerEvents } from "./events/put-partner-events";
import { replayOperations } from "./archives/replay-operations";
import { Replays } from "./archives/replays";
import { Router } from "./delivery/router";
import type { DeclaredArchive, DeclaredBus } from "./records";
import { ruleOperations } from "./rules/rule-operations";
import { Schedules } from "./schedules/schedules";
import { targetOperations } from "./rules/target-operations";

export interface EventBridgeDeps {
    store: Store;
    clock: Clock;
    account: Account;
    metrics: MetricSink;
    /** Who takes messages for this ARN; undefined when nobody does. This bus is asked for by its own ARN, too. */
    target: (arn: string) => MessageTarget | undefined;
    authorize: Authorize;
    /** Whether the role lets the service assume it. */
    mayAssume: (roleArn: string, servicePrincipal: string) => boolean;
    /** From 0 to 1, for the jitter of retries. @default Math.random */
    random?: () => number;
    observe?: Observe;
}

/** How often archives are looked through for what is past its retention, in milliseconds. */
const expiryIntervalMs = 60 * 60 * 1000;

/**
 * EventBridge: buses, rules and targets, schedules, archives and replays. An event that PutEvents accepted is on disk, as a pending
 * delivery for each target that it matches, until that target or its dead-letter queue has it. Load it before it can be
 * called, and start it after the services that it delivers to: it takes up pending deliveries at once.
 */
export class EventBridge implements JsonService, MessageTarget, Lifecycle {
    readonly name = "EventBridge";
    readonly targetPrefix = "AWSEvents";
    readonly jsonVersion = "1.1";
    readonly operations: Readonly<Record<string, Operation>>;

    private readonly clock: Clock;
    private readonly arns: Arns;
    private readonly catalog: Catalog;
    private readonly archived: ArchivedEvents;
    private readonly deliveries: DeliveryQueue;
    private readonly router: Router;
    private readonly replays: Replays;
    private readonly schedules: Schedules;
    private readonly upkeep: Rounds;

    constructor(private readonly deps: EventBridgeDeps) {
        const { store, clock, account, metrics: sink } = deps;
        const metrics = new EventMetrics(sink);
        this.clock = clock;
        this.upkeep = new Rounds(clock, expiryIntervalMs, () => this.expire());
        this.arns = new Arns(account);
        this.catalog = new Catalog(store, () => clock.now());
        this.archived = new ArchivedEvents(store);
        this.deliveries = new DeliveryQueue({ ...deps, metrics, random: deps.random ?? Math.random });
        this.router = new Router(this.catalog, this.deliveries, this.archived, metrics, clock, deps.observe);
        const parts = { ...this.parts(), account, clock, metrics, store, target: deps.target };
        this.replays = new Replays(parts);
        this.schedules = new Schedules(parts);
        this.operations = {
            PutEvents: (input: JsonShape<PutEventsRequest>, call: Call) => putEvents(parts, input, call),
            PutPartnerEvents: (input: JsonShape<PutPartnerEventsRequest>, call: Call) =>
                putPartnerEvents(parts, input, call),
            ...busOperations(parts),
            ...ruleOperations({ ...parts, schedules: this.schedules }),
            ...targetOperations(parts),
            ...patternOperations(),
            ...archiveOperations(parts),
            ...replayOperations({ ...parts, replays: this.replays }),
        };
    }

    /** Reads what the store holds: before the first call, which would take for missing what is not read yet. */
    async load(): Promise<void> {
        await this.catalog.load();
        await this.replays.load();
        await this.deliveries.load();
    }

    async start(): Promise<void> {
        this.deliveries.start();
        this.replays.start();
        await this.schedules.start();
        this.upkeep.run(() => this.archived.removeDiscarded());
        this.upkeep.start();
    }

    async stop(): Promise<void> {
        await Promise.all([this.deliveries.stop(), this.replays.stop(), this.schedules.stop(), this.upkeep.stop()]);
    }

    /** Makes a bus, or brings the one that stands to what is declared; its policy and its rules stay. */
    putBus(declared: DeclaredBus): Promise<void> {
        const { catalog, clock } = this;
        return catalog.change(() => {
            const now = clock.now();
            const before = catalog.findBus(declared.name)?.record ?? { createdAt: now };
            return catalog.saveBus({ ...before, ...declared, modifiedAt: now });
        });
    }

    hasBus(name: string): boolean {
        return this.catalog.findBus(name) !== undefined;
    }

    /** Sets a bus's resource policy (JSON), or takes it away. @throws AwsError ResourceNotFoundException */
    putBusPolicy(name: string, policy: string | undefined): Promise<void> {
        const { catalog } = this;
        return catalog.change(() => catalog.saveBus({ ...catalog.bus(name).record, policy }));
    }

    /** Deletes a bus. No error when there is none. @throws AwsError ValidationException while it has rules */
    deleteBus(name: string): Promise<void> {
        const { catalog } = this;
        return catalog.change(async () => {
            // "All rules associated with this event bus need to be deleted"
            // (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html).
            if ((catalog.findBus(name)?.rules.size ?? 0) > 0) {
                throw validationError(`Event bus ${name} can't be deleted since it has rules.`);
            }
            await catalog.deleteBus(name);
        });
    }

    /**
     * Makes an archive, or brings the one that stands to what is declared; its events stay.
     *
     * @throws AwsError ResourceNotFoundException when there is no such bus, InvalidEventPatternException
     */
    putArchive({ name, eventSourceArn, retentionDays = 0, ...settings }: DeclaredArchive): Promise<void> {
        const { arns, catalog, clock } = this;
        return catalog.change(async () => {
            const before = catalog.findArchive(name)?.record ?? {
                id: this.deps.store.orderedId(),
                name,
                arn: arns.archive(name),
                bus: catalog.bus(arns.busName(eventSourceArn)).record.name,
                state: "ENABLED",
                createdAt: clock.now(),
            };
            await catalog.saveArchive({ ...before, ...settings, retentionDays });
        });
    }

    hasArchive(name: string): boolean {
        return this.catalog.findArchive(name) !== undefined;
    }

    /** Deletes an archive, and then its events. @throws AwsError ResourceNotFoundException */
    async deleteArchive(name: string): Promise<void> {
        const { archived, catalog } = this;
        await catalog.change(async () => {
            const archive = catalog.archive(name);
            await catalog.deleteArchive(archive, archived.discard(archive.record));
        });
        this.upkeep.run(() => archived.removeDiscarded());
    }

    /**
     * Takes an event from another bus.
     *
     * @throws AwsError ResourceNotFoundException when there is no such bus, ValidationException when `body` is no event,
     * AccessDeniedException when neither the bus's policy nor the role that it comes with allows it
     */
    async handOver(arn: string, body: string, context: HandoverContext): Promise<Handover> {
        const { account, authorize } = this.deps;
        const bus = this.catalog.bus(this.arns.busName(arn));
        const event = parseBusEvent(body);
        authorizeDelivery(account, authorize, { arn, policy: bus.record.policy }, readEventKind(event), context);
        return this.router.route(bus, event, {
            traceHeader: context.traceHeader,
            forwarded: isFromBus(context.principal),
        });
    }

    private parts() {
        const { arns, archived, catalog, deliveries, router } = this;
        return { arns, archived, catalog, deliveries, router };
    }

    private async expire(): Promise<void> {
        for (const { record } of this.catalog.allArchives()) {
            await this.archived.expire(record, this.clock);
        }
    }
}
