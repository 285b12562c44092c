import { AwsError } from "../../aws-error";
import { oneAtATime } from "../../one-at-a-time";
import type { Collection, Store, Write } from "../../store";
import { defaultBus } from "./arns";
import { compilePattern, type EventPattern } from "./pattern/compile";
import type { ArchiveRecord, BusRecord, RuleRecord } from "./records";
import { readSchedule, type Schedule } from "./schedules/schedule";

export interface Rule {
    readonly record: RuleRecord;
    /** Undefined: it runs on a schedule alone. */
    readonly pattern: EventPattern | undefined;
    readonly schedule: Schedule | undefined;
}

export interface Archive {
    readonly record: ArchiveRecord;
    /** Undefined: every event. */
    readonly pattern: EventPattern | undefined;
}

export interface Bus {
    readonly record: BusRecord;
    readonly rules: ReadonlyMap<string, Rule>;
}

interface OwnBus extends Bus {
    record: BusRecord;
    readonly rules: Map<string, Rule>;
}

/**
 * What is defined: buses, their rules with targets, and archives. All of it is in memory with its patterns compiled, and
 * in the store; a definition takes effect once it is on disk.
 */
export class Catalog {
    private readonly busRecords: Collection<BusRecord>;
    private readonly ruleRecords: Collection<RuleRecord>;
    private readonly archiveRecords: Collection<ArchiveRecord>;
    private readonly buses = new Map<string, OwnBus>();
    private readonly archives = new Map<string, Archive>();
    /** What it reads of the catalog stays true until it has written. */
    readonly change = oneAtATime();

    constructor(
        private readonly store: Store,
        private readonly now: () => number,
    ) {
        this.busRecords = store.collection("eventbridge.buses");
        this.ruleRecords = store.collection("eventbridge.rules");
        this.archiveRecords = store.collection("eventbridge.archives");
    }

    async load(): Promise<void> {
        this.buses.clear();
        this.archives.clear();
        for await (const [, record] of this.busRecords.entries()) {
            this.setBus(record);
        }
        if (!this.buses.has(defaultBus)) {
            await this.saveBus({ name: defaultBus, createdAt: this.now(), modifiedAt: this.now() });
        }
        for await (const [, record] of this.ruleRecords.entries()) {
            this.setRule(compileRule(record));
        }
        for await (const [, record] of this.archiveRecords.entries()) {
            this.archives.set(record.name, compileArchive(record));
        }
    }

    allBuses(): Iterable<Bus> {
        return this.buses.values();
    }

    allArchives(): Iterable<Archive> {
        return this.archives.values();
    }

    findBus(name: string): Bus | undefined {
        return this.buses.get(name);
    }

    /** @throws AwsError ResourceNotFoundException */
    bus(name: string): Bus {
        return this.ownBus(name);
    }

    /** @throws AwsError ResourceNotFoundException */
    rule(bus: string, name: string): Rule {
        return this.bus(bus).rules.get(name) ?? throwNotFound(`Rule ${name} does not exist on EventBus ${bus}.`);
    }

    /** The archives of a bus. */
    archivesOf(bus: string): Archive[] {
        return [...this.archives.values()].filter(({ record }) => record.bus === bus);
    }

    findArchive(name: string): Archive | undefined {
        return this.archives.get(name);
    }

    /** @throws AwsError ResourceNotFoundException */
    archive(name: string): Archive {
        return this.archives.get(name) ?? throwNotFound(`Archive ${name} does not exist.`);
    }

    async saveBus(record: BusRecord): Promise<void> {
        await this.store.write([this.busRecords.put(record.name, record)]);
        this.setBus(record);
    }

    async deleteBus(name: string): Promise<void> {
        await this.store.write([this.busRecords.del(name)]);
        this.buses.delete(name);
    }

    /** @throws AwsError InvalidEventPatternException, ValidationException when its schedule is not valid */
    async saveRule(record: RuleRecord): Promise<void> {
        const rule = compileRule(record);
        await this.store.write([this.ruleRecords.put(formatRuleKey(record), record)]);
        this.setRule(rule);
    }

    async deleteRule({ record }: Rule): Promise<void> {
        await this.store.write([this.ruleRecords.del(formatRuleKey(record))]);
        this.ownBus(record.bus).rules.delete(record.name);
    }

    /** @throws AwsError InvalidEventPatternException */
    async saveArchive(record: ArchiveRecord): Promise<void> {
        const archive = compileArchive(record);
        await this.store.write([this.archiveRecords.put(record.name, record)]);
        this.archives.set(record.name, archive);
    }

    /** @param discard the write that marks its events for removal; both happen together */
    async deleteArchive(archive: Archive, discard: Write): Promise<void> {
        await this.store.write([this.archiveRecords.del(archive.record.name), discard]);
        this.archives.delete(archive.record.name);
    }

    private ownBus(name: string): OwnBus {
        return this.buses.get(name) ?? throwNotFound(`Event bus ${name} does not exist.`);
    }

    private setBus(record: BusRecord): void {
        const rules = this.buses.get(record.name)?.rules ?? new Map<string, Rule>();
        this.buses.set(record.name, { record, rules });
    }

    private setRule(rule: Rule): void {
        this.ownBus(rule.record.bus).rules.set(rule.record.name, rule);
    }
}

function compileRule(record: RuleRecord): Rule {
    const { eventPattern, scheduleExpression } = record;
    return {
        record,
        pattern: eventPattern === undefined ? undefined : compilePattern(eventPattern),
        schedule: scheduleExpression === undefined ? undefined : readSchedule(scheduleExpression),
    };
}

function compileArchive(record: ArchiveRecord): Archive {
    const { eventPattern } = record;
    return { record, pattern: eventPattern === undefined ? undefined : compilePattern(eventPattern) };
}

function formatRuleKey({ bus, name }: RuleRecord): string {
    return `${bus}|${name}`;
}

function throwNotFound(message: string): never {
    throw new AwsError("ResourceNotFoundException", message);
}
