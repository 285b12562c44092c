import type { Clock, Timer } from "../../../clock";
import type { Observe } from "../../../observation";
import { oneAtATime } from "../../../one-at-a-time";
import type { Collection, Store } from "../../../store";
import type { Account, Handover, Lifecycle } from "../../service";
import { noSuchAlarm } from "../errors";
import { alarmMessage, type FindTarget } from "./actions";
import type { Alarm, AlarmState, CompositeAlarm, MetricAlarm } from "./alarm";
import { type AlarmRule, parseAlarmRule } from "./alarm-rule";
import { evaluateAlarm, rangePeriods } from "./evaluate";
import { describeReason, readReasonData } from "./reason";
import type { WatchedMetrics } from "./watched-metrics";

export interface AlarmsDeps {
    store: Store;
    clock: Clock;
    account: Account;
    metrics: WatchedMetrics;
    target: FindTarget;
    observe?: Observe | undefined;
}

/** An alarm as it is to be; it keeps the state that it has. */
export type AlarmDefinition =
    | Omit<MetricAlarm, "arn" | "configuredAt" | "state">
    | Omit<CompositeAlarm, "arn" | "configuredAt" | "state">;

/** CloudWatch evaluates an alarm once a minute. */
const intervalMilliseconds = 60_000;

/** All alarms: evaluated by the clock's own time, and on disk with what their actions hand over. */
export class Alarms implements Lifecycle {
    private readonly alarms = new Map<string, Alarm>();
    /** Of composite alarms, by name. */
    private readonly rules = new Map<string, AlarmRule>();
    private readonly records: Collection<Alarm>;
    private readonly alone = oneAtATime();
    private timer: Timer | undefined;

    constructor(private readonly deps: AlarmsDeps) {
        this.records = deps.store.collection("cloudwatch.alarms");
    }

    async load(): Promise<void> {
        for await (const [, alarm] of this.records.entries()) {
            this.remember(alarm);
        }
    }

    async start(): Promise<void> {
        this.schedule();
        return Promise.resolve();
    }

    async stop(): Promise<void> {
        this.timer?.cancel();
        await this.alone(() => Promise.resolve());
    }

    /** By name. */
    all(): Alarm[] {
        return [...this.alarms.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    }

    find(name: string): Alarm | undefined {
        return this.alarms.get(name);
    }

    /** @returns the names of a composite alarm's alarms */
    children(name: string): string[] {
        return this.rules.get(name)?.children.map(readName) ?? [];
    }

    arn(name: string): string {
        const { region, accountId } = this.deps.account;
        return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
    }

    put(definition: AlarmDefinition): Promise<void> {
        return this.alone(async () => {
            const now = this.deps.clock.now();
            const fresh: AlarmState = {
                value: "INSUFFICIENT_DATA",
                reason: "Unchecked: Initial alarm creation",
                since: now,
            };
            const state = this.alarms.get(definition.name)?.state ?? fresh;
            const alarm = { ...definition, arn: this.arn(definition.name), configuredAt: now, state };
            this.remember(alarm);
            await this.deps.store.write([this.records.put(alarm.name, alarm)]);
            if (alarm.type === "CompositeAlarm") {
                await this.evaluateComposite(alarm.name);
            }
        });
    }

    /** No error when there is none. */
    delete(name: string): Promise<void> {
        return this.alone(async () => {
            this.forget(name);
            await this.deps.store.write([this.records.del(name)]);
        });
    }

    /** Sets a state until the next evaluation finds another. @throws AwsError when there is no such alarm */
    set(name: string, state: Omit<AlarmState, "since">): Promise<void> {
        return this.alone(async () => {
            if (!this.alarms.has(name)) {
                throw noSuchAlarm(name);
            }
            await this.change(name, state);
        });
    }

    private remember(alarm: Alarm): void {
        this.forget(alarm.name);
        this.alarms.set(alarm.name, alarm);
        if (alarm.type === "MetricAlarm") {
            this.deps.metrics.watch(alarm.name, alarm.metric);
        } else {
            this.rules.set(alarm.name, parseAlarmRule(alarm.rule));
        }
    }

    private forget(name: string): void {
        this.alarms.delete(name);
        this.rules.delete(name);
        this.deps.metrics.unwatch(name);
    }

    private schedule(): void {
        this.timer = this.deps.clock.after(intervalMilliseconds, () => {
            this.schedule();
            // What the store refuses, the next evaluation finds again.
            void this.alone(() => this.evaluateAll()).catch(() => undefined);
        });
    }

    private async evaluateAll(): Promise<void> {
        for (const alarm of this.all()) {
            await (alarm.type === "MetricAlarm" ? this.evaluateMetric(alarm) : this.evaluateComposite(alarm.name));
        }
    }

    private async evaluateMetric(alarm: MetricAlarm): Promise<void> {
        const { evaluationPeriods, periodSeconds, state } = alarm;
        const values = this.deps.metrics.latest(alarm, rangePeriods(evaluationPeriods));
        const value = evaluateAlarm({
            values,
            evaluationPeriods,
            datapointsToAlarm: alarm.datapointsToAlarm ?? evaluationPeriods,
            threshold: alarm.threshold,
            comparison: alarm.comparison,
            missingData: alarm.missingData ?? "missing",
            current: state.value,
        });
        const recent = values.filter((one) => one !== undefined).slice(0, evaluationPeriods);
        await this.change(alarm.name, {
            value,
            reason: describeReason(alarm, value, recent),
            reasonData: readReasonData(alarm, recent, this.deps.clock.now(), periodSeconds),
        });
    }

    /** @param causes the alarms whose changes led here: in a cycle of composite alarms, the next evaluation goes on */
    private async evaluateComposite(compositeName: string, causes: readonly string[] = []): Promise<void> {
        const stateOf = (child: string) => this.alarms.get(readName(child))?.state.value ?? "INSUFFICIENT_DATA";
        const value = this.rules.get(compositeName)?.holds(stateOf) === true ? "ALARM" : "OK";
        const triggering = this.children(compositeName)
            .map((name) => this.alarms.get(name))
            .filter((child) => child?.state.value === "ALARM");
        await this.change(
            compositeName,
            {
                value,
                reason:
                    triggering.length === 0
                        ? "No alarm of its rule is in ALARM"
                        : `${triggering.map((child) => child?.arn).join(", ")} transitioned to ALARM`,
                reasonData: JSON.stringify({
                    triggeringAlarms: triggering.map((child) => ({
                        arn: child?.arn,
                        state: { value: child?.state.value },
                    })),
                }),
            },
            causes,
        );
    }

    /** Nothing, where the state is the same. */
    private async change(
        alarmName: string,
        state: Omit<AlarmState, "since">,
        causes: readonly string[] = [],
    ): Promise<void> {
        const alarm = this.alarms.get(alarmName);
        if (alarm === undefined || state.value === alarm.state.value) {
            return;
        }
        const changed = { ...alarm, state: { ...state, since: this.deps.clock.now() } };
        const handovers = await this.act(changed, alarm.state);
        await this.deps.store.write([
            this.records.put(alarm.name, changed),
            ...handovers.flatMap(({ writes }) => writes),
        ]);
        this.alarms.set(alarm.name, changed);
        handovers.forEach((handover) => handover.done());
        const { name, type, description } = alarm;
        const data = state.reasonData && (JSON.parse(state.reasonData) as { recentDatapoints?: number[] });
        this.deps.observe?.({
            type: "alarm changed",
            alarmName: name,
            kind: type === "MetricAlarm" ? "metric" : "composite",
            description,
            from: alarm.state.value,
            to: state.value,
            values: data ? (data.recentDatapoints ?? []) : undefined,
        });
        for (const parent of this.all()) {
            if (this.children(parent.name).includes(name) && !causes.includes(parent.name)) {
                await this.evaluateComposite(parent.name, [...causes, name]);
            }
        }
    }

    /** CloudWatch does not try an action again whose target is not there, or does not let it. */
    private async act(alarm: Alarm, previous: AlarmState): Promise<Handover[]> {
        const handovers: Handover[] = [];
        for (const action of alarm.actionsEnabled ? alarm.actions[alarm.state.value] : []) {
            try {
                const message = alarmMessage({ alarm, previous }, this.deps.account);
                const context = { principal: "lambda.alarms.cloudwatch.amazonaws.com", sourceArn: alarm.arn };
                const handover =
                    isFunction(action) && (await this.deps.target(action)?.handOver(action, message, context));
                if (!handover) {
                    throw new Error("the local cloud has no such action");
                }
                handovers.push(handover);
            } catch (error) {
                this.deps.observe?.({
                    type: "alarm action failed",
                    alarmName: alarm.name,
                    action,
                    error: { type: (error as Error).name, message: (error as Error).message },
                });
            }
        }
        return handovers;
    }
}

function isFunction(arn: string): boolean {
    return arn.split(":")[2] === "lambda";
}

/** An alarm's name, of its name or its ARN. */
function readName(nameOrArn: string): string {
    return /^arn:aws[\w-]*:cloudwatch:[^:]*:\d*:alarm:(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}
