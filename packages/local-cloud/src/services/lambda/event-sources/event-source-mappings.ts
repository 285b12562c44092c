import { AwsError } from "../../../aws-error";
import { oneAtATime } from "../../../one-at-a-time";
import type { Collection, Write } from "../../../store";
import { invalid, notFound } from "../errors";
import type { FunctionRegistry } from "../functions/function-registry";
import type { EventSourceMapping, MappingSettings } from "./event-source-mapping";
import { type LanePosition, makePositions, readPositions, replacePositions } from "./positions";
import { checkAccess, readActions } from "./stream-access";
import { StreamPoller, type StreamPollerDeps } from "./stream-poller";

export interface EventSourceMappingsDeps extends Omit<StreamPollerDeps, "find" | "positions"> {
    registry: Pick<FunctionRegistry, "find" | "get">;
}

/** The event source mappings that there are: in memory and in the store, each with its poller while it is enabled. */
export class EventSourceMappings {
    private readonly mappings = new Map<string, EventSourceMapping>();
    private readonly pollers = new Map<string, StreamPoller>();
    /** Of those that were closed: another of the same mapping begins after them. */
    private readonly closing = new Map<string, Promise<void>>();
    private readonly collection: Collection<EventSourceMapping>;
    private readonly positions: Collection<LanePosition>;
    private readonly exclusively = oneAtATime();
    private isStarted = false;

    constructor(private readonly deps: EventSourceMappingsDeps) {
        this.collection = deps.store.collection("lambda.mappings");
        this.positions = deps.store.collection("lambda.positions");
    }

    /** Reads the store. */
    async load(): Promise<void> {
        this.mappings.clear();
        for await (const [uuid, mapping] of this.collection.entries()) {
            this.mappings.set(uuid, mapping);
        }
    }

    /** Goes on with every stream where it was left. */
    start(): void {
        this.isStarted = true;
        this.all().forEach((mapping) => this.open(mapping));
    }

    /** Ends at a point from which `start` can go on, once the functions that run have ended. */
    async stop(): Promise<void> {
        this.isStarted = false;
        this.all().forEach(({ uuid }) => this.close(uuid));
        await Promise.all(this.closing.values());
    }

    /** By their ids. */
    all(): EventSourceMapping[] {
        return [...this.mappings.values()].sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
    }

    /** @throws AwsError `ResourceNotFoundException` */
    get(uuid: string): EventSourceMapping {
        const mapping = this.mappings.get(uuid);
        if (mapping === undefined) {
            throw notFound();
        }
        return mapping;
    }

    /** How its last attempt went, as the API shows it. */
    result(uuid: string): string {
        return this.pollers.get(uuid)?.result ?? "No records processed";
    }

    /**
     * Makes a mapping, or changes one, which goes on where it was.
     *
     * @throws AwsError `InvalidParameterValueException` for a stream or a permission that is missing,
     * `ResourceNotFoundException` for a function that is; `ResourceConflictException` when it reads the stream already
     */
    async put(uuid: string, nameOrArn: string, settings: MappingSettings): Promise<EventSourceMapping> {
        return this.exclusively(() => this.save(uuid, nameOrArn, settings));
    }

    /** Changes some settings of a mapping. Throws `AwsError` as `put`, and for what is not there. */
    async update(uuid: string, changes: Partial<MappingSettings>): Promise<EventSourceMapping> {
        return this.exclusively(async () => {
            const { functionName, settings } = this.get(uuid);
            return this.save(uuid, functionName, { ...settings, ...changes });
        });
    }

    /** @throws AwsError `ResourceNotFoundException` */
    async delete(uuid: string): Promise<EventSourceMapping> {
        return this.exclusively(async () => {
            const mapping = this.get(uuid);
            const { positions } = this;
            const left = await readPositions(positions, uuid);
            await this.deps.store.write([this.collection.del(uuid), ...replacePositions(positions, uuid, left, [])]);
            this.mappings.delete(uuid);
            this.close(uuid, true);
            return mapping;
        });
    }

    private async save(uuid: string, nameOrArn: string, settings: MappingSettings): Promise<EventSourceMapping> {
        const mapping = this.resolve(uuid, nameOrArn, settings);
        const positions = this.mappings.has(uuid) ? [] : await this.begin(mapping);
        await this.deps.store.write([this.collection.put(uuid, mapping), ...positions]);
        this.mappings.set(uuid, mapping);
        this.close(uuid);
        this.open(mapping);
        return mapping;
    }

    /** The writes by which a new mapping begins where it is to. */
    private async begin({ uuid, settings }: EventSourceMapping): Promise<Write[]> {
        const stream = this.deps.findStream(settings.EventSourceArn);
        if (stream === undefined) {
            throw invalid(`Stream not found: ${settings.EventSourceArn}`);
        }
        await this.closing.get(uuid);
        const after = new Map<string, string>();
        for (const shard of stream.shards) {
            after.set(shard, settings.StartingPosition === "LATEST" ? await stream.newest(shard) : "");
        }
        const left = await readPositions(this.positions, uuid);
        return replacePositions(this.positions, uuid, left, makePositions(after, settings.ParallelizationFactor));
    }

    private resolve(uuid: string, nameOrArn: string, settings: MappingSettings): EventSourceMapping {
        const target = this.deps.registry.get(nameOrArn);
        const { functionName } = target.definition;
        const { EventSourceArn: arn } = settings;
        const other = this.all().find(
            (each) => each.uuid !== uuid && each.functionName === functionName && each.settings.EventSourceArn === arn,
        );
        if (other !== undefined) {
            throw new AwsError(
                "ResourceConflictException",
                `An event source mapping with Dynamodb ("${arn}") and function ("${functionName}") already exists. ` +
                    `Please update or delete the existing mapping with UUID ${other.uuid}`,
                409,
                { Type: "User" },
            );
        }
        try {
            checkAccess(this.deps.authorize, target, arn, readActions);
        } catch (error) {
            throw error instanceof AwsError
                ? invalid(
                      `Cannot access stream ${arn}. Please ensure the role can perform the GetRecords, ` +
                          "GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.",
                  )
                : error;
        }
        return { uuid, functionName, functionArn: target.arn, settings, lastModified: this.deps.clock.now() };
    }

    private open(mapping: EventSourceMapping): void {
        const { uuid, settings } = mapping;
        if (this.isStarted && settings.Enabled) {
            const before = this.closing.get(uuid) ?? Promise.resolve();
            const { deps, positions } = this;
            const find = (name: string) => deps.registry.find(name);
            this.pollers.set(uuid, new StreamPoller({ ...deps, positions, find }, mapping, before));
        }
    }

    private close(uuid: string, drop = false): void {
        const poller = this.pollers.get(uuid);
        if (poller !== undefined) {
            this.pollers.delete(uuid);
            const closed = poller.close(drop).then(() => {
                if (this.closing.get(uuid) === closed) {
                    this.closing.delete(uuid);
                }
            });
            this.closing.set(uuid, closed);
        }
    }
}
