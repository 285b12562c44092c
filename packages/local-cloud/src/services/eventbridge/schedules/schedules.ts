import { randomUUID } from "node:crypto";

import type { Clock, Timer } from "../../../clock";
import { oneAtATime } from "../../../one-at-a-time";
import type { Collection, Store } from "../../../store";
import type { Account, Handover } from "../../service";
import { defaultBus } from "../arns";
import type { Catalog, Rule } from "../catalog";
import type { Router } from "../delivery/router";
import { buildBusEvent } from "../events/bus-event";
import type { ScheduleRecord } from "../records";
import type { Schedule } from "./schedule";

export interface SchedulesDeps {
    store: Store;
    clock: Clock;
    account: Account;
    catalog: Catalog;
    router: Router;
}

interface ScheduledRule extends Rule {
    readonly schedule: Schedule;
}

/** How long a run waits when the store refused its writes, in milliseconds. */
const storeRetryDelayMs = 1000;

/**
 * Runs the scheduled rules of the default bus, the only one that has any. A run's deliveries and the instant of the next
 * run are written together, so that a process that ends neither loses a run nor doubles one. Runs that fell due while no
 * process was there are made up for by one.
 */
export class Schedules {
    private readonly records: Collection<ScheduleRecord>;
    private readonly timers = new Map<string, Timer>();
    private readonly change = oneAtATime();
    private startedAt: number;
    private running = false;

    constructor(private readonly deps: SchedulesDeps) {
        this.records = deps.store.collection("eventbridge.schedules");
        this.startedAt = deps.clock.now();
    }

    async start(): Promise<void> {
        this.running = true;
        this.startedAt = this.deps.clock.now();
        for (const name of this.deps.catalog.bus(defaultBus).rules.keys()) {
            await this.follow(name);
        }
    }

    async stop(): Promise<void> {
        this.running = false;
        this.timers.forEach((timer) => timer.cancel());
        this.timers.clear();
        // What is under way.
        await this.change(() => Promise.resolve());
    }

    /** Acts on what the rule of the default bus called `name` says now: its schedule, its state, or that it is gone. */
    async follow(name: string): Promise<void> {
        await this.change(async () => {
            this.timers.get(name)?.cancel();
            const rule = this.findScheduled(name);
            const before = await this.records.get(name);
            if (rule !== undefined) {
                await this.plan(rule, before);
            } else if (before !== undefined) {
                await this.deps.store.write([this.records.del(name)]);
            }
        });
    }

    /** The rule, when it is there, enabled, and has a schedule. */
    private findScheduled(name: string): ScheduledRule | undefined {
        const rule = this.deps.catalog.bus(defaultBus).rules.get(name);
        return rule?.schedule === undefined || rule.record.state === "DISABLED"
            ? undefined
            : { ...rule, schedule: rule.schedule };
    }

    /** The instant now, as fast as the cloud's time goes by. */
    private now(): number {
        return this.startedAt + this.deps.clock.since(this.startedAt);
    }

    /** Keeps an instant that was planned before. One that is too far away is of a process whose time went by faster. */
    private async plan(rule: ScheduledRule, before: ScheduleRecord | undefined): Promise<void> {
        const { expression } = rule.schedule;
        const first = rule.schedule.next(this.now());
        const kept = before?.expression === expression ? before.dueAt : undefined;
        const dueAt = first === undefined || kept === undefined ? (kept ?? first) : Math.min(first, kept);
        await this.deps.store.write([this.records.put(rule.record.name, { expression, dueAt })]);
        this.wait(rule.record.name, dueAt);
    }

    private wait(name: string, dueAt: number | undefined): void {
        if (dueAt !== undefined) {
            this.wake(name, Math.max(0, dueAt - this.now()));
        }
    }

    private wake(name: string, delay: number): void {
        if (this.running) {
            const timer = this.deps.clock.after(delay, () => void this.change(() => this.run(name)));
            this.timers.set(name, timer);
        }
    }

    private async run(name: string): Promise<void> {
        const rule = this.findScheduled(name);
        if (!this.running || rule === undefined) {
            return;
        }
        try {
            const { dueAt } = (await this.records.get(name)) ?? {};
            // A timer has a longest delay, and may be early by a fraction of a millisecond.
            if (dueAt === undefined || this.now() < dueAt) {
                return this.wait(name, dueAt);
            }
            await this.fire(rule, dueAt);
        } catch {
            // The store refused the writes, so the run is still due.
            this.wake(name, storeRetryDelayMs);
        }
    }

    private async fire(rule: ScheduledRule, dueAt: number): Promise<void> {
        const { expression } = rule.schedule;
        const next = rule.schedule.next(this.now(), dueAt);
        const handover = await this.route(rule);
        const planned = this.records.put(rule.record.name, { expression, dueAt: next });
        await this.deps.store.write([...handover.writes, planned]);
        handover.done();
        this.wait(rule.record.name, next);
    }

    /** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-scheduled-events.html */
    private route(rule: Rule): Promise<Handover> {
        const { account, clock, router } = this.deps;
        const event = buildBusEvent({
            id: randomUUID(),
            detailType: "Scheduled Event",
            source: "aws.events",
            account: account.accountId,
            time: clock.now(),
            region: account.region,
            resources: [rule.record.arn],
            detail: "{}",
            parsedDetail: {},
        });
        return router.routeTo([rule], event);
    }
}
