import { isDeepStrictEqual } from "node:util";

import type { CloudServices } from "./cloud-services";
import type { ResourceGraph } from "./evaluation/messages";
import type { Resource } from "./resources/resource-type";
import { resourceType } from "./resources/table";
import type { Store } from "./store";

/** What became of a program's resources. Names are resource types and names. */
export interface Changes {
    created: string[];
    updated: string[];
    deleted: string[];
    unchanged: number;
}

/** A resource that could not be brought to what the program declares. */
export class ResourceFailure extends Error {
    constructor({ type, name }: Resource, cause: unknown) {
        super(`${type} "${name}": ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
}

/**
 * Brings the services to what a program declares: creates, updates and deletes by the resources' URNs. What was applied
 * is on disk, so that a resource that left the program while nothing ran is deleted too. Safe to run again after it was
 * cut short anywhere.
 */
export class Reconciler {
    private readonly applied;
    /** Services that keep nothing on disk are told of unchanged resources too, once a process. */
    private first = true;

    constructor(
        private readonly store: Store,
        private readonly cloud: CloudServices,
    ) {
        this.applied = store.collection<Resource & { order: number }>("resources");
    }

    /** @throws ResourceFailure at the first resource that a service refuses; those before it are applied */
    async apply({ resources }: ResourceGraph): Promise<Changes> {
        const before = new Map<string, Resource & { order: number }>();
        for await (const [urn, resource] of this.applied.entries()) {
            before.set(urn, resource);
        }
        const changes: Changes = { created: [], updated: [], deleted: [], unchanged: 0 };
        const replaced: Resource[] = [];
        for (const [order, resource] of resources.entries()) {
            const old = before.get(resource.urn);
            before.delete(resource.urn);
            if (old === undefined || identity(old) !== identity(resource)) {
                await this.bring(resource, undefined);
                changes.created.push(label(resource));
                replaced.push(...(old === undefined ? [] : [old]));
            } else if (this.first || !same(old, resource)) {
                await this.bring(resource, old);
                if (same(old, resource)) {
                    changes.unchanged++;
                } else {
                    changes.updated.push(label(resource));
                }
            } else {
                changes.unchanged++;
            }
            await this.store.write([this.applied.put(resource.urn, { ...resource, order })]);
        }
        // Dependents were registered after what they depend on, so they go first.
        const gone = [...before.values()].sort((a, b) => b.order - a.order);
        for (const resource of [...replaced, ...gone]) {
            await this.remove(resource);
            changes.deleted.push(label(resource));
        }
        await this.store.write(gone.map(({ urn }) => this.applied.del(urn)));
        this.first = false;
        return changes;
    }

    private async bring(resource: Resource, old: Resource | undefined): Promise<void> {
        const { create, update } = resourceType(resource);
        try {
            await (old !== undefined && update ? update(resource, this.cloud, old) : create?.(resource, this.cloud));
        } catch (error) {
            throw new ResourceFailure(resource, error);
        }
    }

    private async remove(resource: Resource): Promise<void> {
        try {
            await resourceType(resource).delete?.(resource, this.cloud);
        } catch (error) {
            // Gone with what it belonged to: a rule with its bus.
            if (!/NotFound|NoSuch|NonExistent|DoesNotExist/.test((error as Error).name)) {
                throw new ResourceFailure(resource, error);
            }
        }
    }
}

function same(old: Resource, { inputs, outputs }: Resource): boolean {
    // By way of JSON, as the old ones are from the disk: no undefined members.
    return isDeepStrictEqual([old.inputs, old.outputs], JSON.parse(JSON.stringify([inputs, outputs])));
}

/** A queue's id is its URL, which begins with the port that AWS's APIs listen on: on another port it is the same queue. */
function identity({ id }: Resource): string {
    return id.replace(/^http:\/\/[^/]+(?=\/)/, "");
}

function label({ type, name }: Resource): string {
    return `${type.split(":").at(-1)} ${name}`;
}
