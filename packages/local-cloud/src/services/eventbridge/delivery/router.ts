import type { Clock } from "../../../clock";
import type { Observe } from "../../../observation";
import type { Write } from "../../../store";
import type { Handover } from "../../service";
import type { ArchivedEvents } from "../archives/archived-events";
import type { BusEvent } from "../events/bus-event";
import type { Bus, Catalog, Rule } from "../catalog";
import type { DeliveryQueue } from "./delivery-queue";
import type { EventMetrics } from "../event-metrics";

/** How an event came to a bus. */
export interface Arrival {
    traceHeader?: string | undefined;
    /** From another bus. */
    forwarded?: boolean;
    /** By a replay. */
    replayed?: boolean;
    /** The ARNs of the only rules that it is for; all rules when empty. */
    onlyRules?: readonly string[];
}

/** Finds which archives and targets an event on a bus goes to. */
export class Router {
    constructor(
        private readonly catalog: Catalog,
        private readonly deliveries: DeliveryQueue,
        private readonly archived: ArchivedEvents,
        private readonly metrics: EventMetrics,
        private readonly clock: Clock,
        private readonly observe: Observe | undefined,
    ) {}

    /** The event in every archive and on its way to every target that it matches: all of it with one set of writes. */
    async route(bus: Bus, event: BusEvent, arrival: Arrival = {}): Promise<Handover> {
        const archived = this.archive(bus, event, arrival, this.clock.now());
        const matched = [...bus.rules.values()].filter((rule) => matchesRule(rule, event, arrival));
        matched.forEach(({ record }, index) => {
            const { bus: ofBus, rule: ofRule } = this.metrics.dimensions(bus.record.name, record.name);
            (index === 0 ? [ofBus, ofRule] : [ofRule]).forEach((of) => this.metrics.putFor(of, "MatchedEvents"));
        });
        const handover = await this.routeTo(matched, event, arrival);
        return { ...handover, writes: [...archived, ...handover.writes] };
    }

    /** The event on its way to the targets of `rules`, whatever their patterns. */
    async routeTo(rules: readonly Rule[], event: BusEvent, arrival: Arrival = {}): Promise<Handover> {
        const acceptedAt = this.clock.now();
        const targets = rules.flatMap(({ record }) => record.targets.map(({ Arn = "" }) => Arn));
        const handovers = await Promise.all(rules.flatMap((rule) => this.deliver(rule, event, arrival, acceptedAt)));
        return {
            writes: handovers.flatMap(({ writes }) => writes),
            done: () => {
                this.observeAccepted(event, arrival, targets);
                handovers.forEach((handover) => handover.done());
            },
        };
    }

    private observeAccepted({ parsed }: BusEvent, { traceHeader }: Arrival, targets: readonly string[]): void {
        this.observe?.({
            type: "event accepted",
            eventId: parsed.id as string,
            detailType: parsed["detail-type"] as string,
            detail: parsed.detail as Record<string, unknown>,
            traceHeader,
            targets,
        });
    }

    private archive(bus: Bus, event: BusEvent, { replayed }: Arrival, now: number): Write[] {
        // Replayed events are not archived again: an archive's own rule asks that there be no `replay-name`
        // (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html).
        if (replayed === true || "replay-name" in event.parsed) {
            return [];
        }
        return this.catalog
            .archivesOf(bus.record.name)
            .filter(({ pattern }) => pattern === undefined || pattern.matches(event.parsed))
            .map(({ record }) => this.archived.append(record, event, now));
    }

    private deliver({ record }: Rule, event: BusEvent, arrival: Arrival, acceptedAt: number): Promise<Handover>[] {
        const dimensions = this.metrics.dimensions(record.bus, record.name);
        this.metrics.putEverywhere(dimensions, "TriggeredRules");
        return record.targets.map((target) =>
            this.deliveries.add({
                bus: record.bus,
                rule: record.name,
                ruleArn: record.arn,
                target,
                event: event.text,
                acceptedAt,
                traceHeader: arrival.traceHeader,
                forwarded: arrival.forwarded,
                attempts: 0,
            }),
        );
    }
}

function matchesRule({ record, pattern }: Rule, event: BusEvent, { onlyRules = [] }: Arrival): boolean {
    return (
        record.state !== "DISABLED" &&
        (onlyRules.length === 0 || onlyRules.includes(record.arn)) &&
        pattern?.matches(event.parsed) === true
    );
}
