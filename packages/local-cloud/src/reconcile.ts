import { isDeepStrictEqual } from "node:util";

import type { CloudServices } from "./cloud-services";
import type { ResourceGraph } from "./evaluation/messages";
import type { IgnoredResource } from "./resources/ignored-resource";
import { isMissing } from "./resources/look-up";
import { refusals } from "./resources/refusals";
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
    /** @param hint what may be behind it */
    constructor({ type, name }: Resource, cause: unknown, hint = "") {
        super(`${type} "${name}": ${cause instanceof Error ? cause.message : String(cause)}${hint}`, { cause });
    }
}

/** A resource as it was applied, with its place in the program. */
type Applied = Resource & { order: number };

/**
 * Brings the services to what a program declares: creates, updates and deletes by the resources' URNs. What was applied
 * is on disk, so that a resource that left the program while nothing ran is deleted too. Safe to run again after it was
 * cut short anywhere.
 */
export class Reconciler {
    private readonly applied;
    /** By URN and identity: what a replacement left, until it is deleted. Usually empty. */
    private readonly replaced;
    private ignored: readonly IgnoredResource[] = [];
    /** Unchanged resources are looked for once a process: what a service keeps on disk may be gone. */
    private first = true;

    constructor(
        private readonly store: Store,
        private readonly cloud: CloudServices,
    ) {
        this.applied = store.collection<Applied>("resources");
        this.replaced = store.collection<Applied>("replaced resources");
    }

    /** @throws ResourceFailure at the first resource that a service refuses; those before it are applied */
    async apply({ resources, ignored = [] }: ResourceGraph): Promise<Changes> {
        this.ignored = ignored;
        const before = new Map<string, Applied>();
        for await (const [urn, resource] of this.applied.entries()) {
            before.set(urn, resource);
        }
        const changes: Changes = { created: [], updated: [], deleted: [], unchanged: 0 };
        for (const [order, resource] of resources.entries()) {
            const old = before.get(resource.urn);
            before.delete(resource.urn);
            const writes = [this.applied.put(resource.urn, { ...resource, order })];
            if (old === undefined || identity(old) !== identity(resource)) {
                await this.bring(resource, undefined);
                changes.created.push(label(resource));
                // With the record that takes its place: else nothing would know of it after a failure further on.
                writes.push(...(old === undefined ? [] : [this.replaced.put(`${old.urn} ${identity(old)}`, old)]));
            } else if (!same(old, resource)) {
                await this.bring(resource, old);
                changes.updated.push(label(resource));
            } else {
                if (this.first && (await this.isGone(resource))) {
                    await this.bring(resource, old);
                }
                changes.unchanged++;
            }
            await this.store.write(writes);
        }
        const wanted = new Set(resources.map(identity));
        const gone = [...before].map(([urn, resource]) => ({ resource, record: this.applied.del(urn) }));
        for await (const [key, resource] of this.replaced.entries()) {
            gone.push({ resource, record: this.replaced.del(key) });
        }
        // Dependents were registered after what they depend on, so they go first.
        for (const { resource, record } of gone.sort((a, b) => b.resource.order - a.resource.order)) {
            await this.remove(resource, wanted, changes);
            await this.store.write([record]);
        }
        this.first = false;
        return changes;
    }

    /**
     * Whether what was applied is not there any more. What is there stays as it is: what was set since, outside the
     * program, outlives a restart, as in AWS it outlives an update that changes something else.
     */
    private async isGone(resource: Resource): Promise<boolean> {
        const { read, isLost } = resourceType(resource);
        return (
            read === undefined ||
            (await isLost?.(resource, this.cloud)) === true ||
            (await read(resource, this.cloud)) === undefined
        );
    }

    private async bring(resource: Resource, old: Resource | undefined): Promise<void> {
        const definition = resourceType(resource);
        const { create, update } = definition;
        // What it needs is there by now, or a service says that it is not.
        const context = { ...this.cloud.account, exists: () => Promise.resolve(true) };
        try {
            const [refusal] = await refusals(definition, resource.inputs, context);
            if (refusal !== undefined) {
                throw new Error(`${refusal.property} ${refusal.reason}`);
            }
            await (old !== undefined && update ? update(resource, this.cloud, old) : create?.(resource, this.cloud));
        } catch (error) {
            throw new ResourceFailure(resource, error, this.hint(resource));
        }
    }

    /** Names what a resource refers to that is not here. */
    private hint({ inputs }: Resource): string {
        const text = JSON.stringify(inputs);
        const missing = this.ignored.find(({ id, arn }) => [id, arn].some((made) => text.includes(`"${made}"`)));
        return missing === undefined
            ? ""
            : ` (it refers to ${missing.type} "${missing.name}", which the local cloud does not know)`;
    }

    /** Deletes a resource, unless it is to stay, or the program declares the same under another name, or again. */
    private async remove(resource: Resource, wanted: ReadonlySet<string>, changes: Changes): Promise<void> {
        if (resource.retained || wanted.has(identity(resource))) {
            return;
        }
        try {
            await resourceType(resource).delete?.(resource, this.cloud);
        } catch (error) {
            // Gone with what it belonged to: a rule with its bus.
            if (!isMissing(error)) {
                throw new ResourceFailure(resource, error);
            }
        }
        changes.deleted.push(label(resource));
    }
}

function same(old: Resource, { inputs, outputs }: Resource): boolean {
    // By way of JSON, as the old ones are from the disk: no undefined members.
    return isDeepStrictEqual([old.inputs, old.outputs], JSON.parse(JSON.stringify([inputs, outputs])));
}

/** A queue's id is its URL, which begins with the port that AWS's APIs listen on: on another port it is the same queue. */
function identity(resource: Resource): string {
    const { type, id, inputs } = resource;
    return [type, resourceType(resource).within?.(inputs), id.replace(/^http:\/\/[^/]+(?=\/)/, "")].join(" ");
}

function label({ type, name }: Resource): string {
    return `${type.split(":").at(-1)} ${name}`;
}
