import type { Clock } from "../../../clock";
import type { Observe } from "../../../observation";
import { oneAtATime } from "../../../one-at-a-time";
import { Rounds } from "../../../rounds";
import type { Collection, Store } from "../../../store";
import type { Account, Handover, Lifecycle } from "../../service";
import { noSuchAlarm } from "../errors";
import { alarmMessage, type FindTarget } from "./actions";
import type { Alarm, AlarmDefinition, AlarmState, MetricAlarmInput } from "./alarm";
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

/** CloudWatch evaluates an alarm once a minute. */
const intervalMilliseconds = 60_000;

/** All alarms: evaluated by the clock's own time, and on disk with what their actions hand over. */
export class Alarms implements Lifecycle {
    private readonly alarms = new Map<string, Alarm>();
    /** Of composite alarms, by name. */
    private readonly rules = new Map<string, AlarmRule>();
    private readonly records: Collection<Alarm>;
    private readonly alone = oneAtATime();
    private readonly rounds: Rounds;

    constructor(private readonly deps: AlarmsDeps) {
        // What the store refuses, the next evaluation finds again.
        this.rounds = new Rounds(deps.clock, intervalMilliseconds, () => this.alone(() => this.evaluateAll()));
        this.records = deps.store.collection("cloudwatch.declared-alarms");
    }

    async load(): Promise<void> {
        for await (const [, alarm] of this.records.entries()) {
            this.remember(alarm);
        }
    }

    async start(): Promise<void> {
        this.rounds.start();
        return Promise.resolve();
    }

    async stop(): Promise<void> {
        await this.rounds.stop();
        await this.alone(() => Promise.resolve());
    }

    /** By name. */
    all(): Alarm[] {
        return [...this.alarms.values()].sort((a, b) => (a.input.AlarmName < b.input.AlarmName ? -1 : 1));
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

    /** An alarm that stands keeps its state. */
    put(definition: AlarmDefinition): Promise<void> {
        return this.alone(async () => {
            const now = this.deps.clock.now();
            const fresh: AlarmState = {
                value: "INSUFFICIENT_DATA",
                reason: "Unchecked: Initial alarm creation",
                since: now,
            };
            const { AlarmName: name } = definition.input;
            const state = this.alarms.get(name)?.state ?? fresh;
            const alarm = { ...definition, arn: this.arn(name), configuredAt: now, state };
            this.remember(alarm);
            await this.deps.store.write([this.records.put(name, alarm)]);
            if (alarm.type === "CompositeAlarm") {
                await this.evaluateComposite(name);
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
        const { AlarmName: name } = alarm.input;
        this.forget(name);
        this.alarms.set(name, alarm);
        if (alarm.type === "MetricAlarm") {
            this.deps.metrics.watch(alarm.input);
        } else {
            this.rules.set(name, parseAlarmRule(alarm.input.AlarmRule));
        }
    }

    private forget(name: string): void {
        this.alarms.delete(name);
        this.rules.delete(name);
        this.deps.metrics.unwatch(name);
    }

    private async evaluateAll(): Promise<void> {
        for (const alarm of this.all()) {
            await (alarm.type === "MetricAlarm"
                ? this.evaluateMetric(alarm.input, alarm.state)
                : this.evaluateComposite(alarm.input.AlarmName));
        }
    }

    private async evaluateMetric(alarm: MetricAlarmInput, state: AlarmState): Promise<void> {
        const { EvaluationPeriods: evaluationPeriods } = alarm;
        const values = this.deps.metrics.latest(alarm, rangePeriods(evaluationPeriods));
        const value = evaluateAlarm({
            values,
            evaluationPeriods,
            datapointsToAlarm: alarm.DatapointsToAlarm ?? evaluationPeriods,
            threshold: alarm.Threshold,
            comparison: alarm.ComparisonOperator,
            missingData: alarm.TreatMissingData ?? "missing",
            current: state.value,
        });
        const recent = values.filter((one) => one !== undefined).slice(0, evaluationPeriods);
        await this.change(alarm.AlarmName, {
            value,
            reason: describeReason(alarm, value, recent),
            reasonData: readReasonData(alarm, recent, this.deps.clock.now()),
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
        name: string,
        state: Omit<AlarmState, "since">,
        causes: readonly string[] = [],
    ): Promise<void> {
        const alarm = this.alarms.get(name);
        if (alarm === undefined || state.value === alarm.state.value) {
            return;
        }
        const changed = { ...alarm, state: { ...state, since: this.deps.clock.now() } };
        const handovers = await this.act(changed, alarm.state);
        await this.deps.store.write([this.records.put(name, changed), ...handovers.flatMap(({ writes }) => writes)]);
        this.alarms.set(name, changed);
        handovers.forEach((handover) => handover.done());
        const data = state.reasonData && (JSON.parse(state.reasonData) as { recentDatapoints?: number[] });
        this.deps.observe?.({
            type: "alarm changed",
            alarmName: name,
            kind: alarm.type === "MetricAlarm" ? "metric" : "composite",
            description: alarm.input.AlarmDescription,
            from: alarm.state.value,
            to: state.value,
            values: data ? (data.recentDatapoints ?? []) : undefined,
        });
        for (const parent of [...this.rules.keys()].sort()) {
            if (this.children(parent).includes(name) && !causes.includes(parent)) {
                await this.evaluateComposite(parent, [...causes, name]);
            }
        }
    }

    /** CloudWatch does not try an action again whose target is not there, or does not let it. */
    private async act(alarm: Alarm, previous: AlarmState): Promise<Handover[]> {
        const handovers: Handover[] = [];
        const { ActionsEnabled = true, OKActions, AlarmActions, InsufficientDataActions } = alarm.input;
        const actions = { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions };
        for (const action of (ActionsEnabled && actions[alarm.state.value]) || []) {
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
                    alarmName: alarm.input.AlarmName,
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
