import { plain } from "../evaluation/plain";
import type { CodeArchive, Properties } from "../resources/resource-type";
import { type EngineArchive, isArchive, isAsset, isObject, isSecret, liveAsset, resourceId } from "./engine-properties";

/**
 * Reads properties as the engine sends them. The engine sends what an archive holds when it is new, and its hash alone
 * when it is not, so what was seen is remembered by its hash.
 */
export class PropertyReader {
    private readonly archives = new Map<string, CodeArchive>();

    /** @param folder the project's, which relative paths of assets count from */
    constructor(private readonly folder: () => string) {}

    /**
     * Plain properties: secrets without their wrapping, resources as their ids, archives as their files. What is not
     * known yet stays `unknown`.
     */
    async read(properties: Readonly<Record<string, unknown>>): Promise<Properties> {
        return (await this.value(properties)) as Properties;
    }

    private async value(value: unknown): Promise<unknown> {
        if (isSecret(value)) {
            return this.value(value.value);
        }
        if (isArchive(value)) {
            return this.archive(value);
        }
        if (isAsset(value)) {
            return plain(liveAsset(value), this.folder());
        }
        const id = resourceId(value);
        if (id !== undefined) {
            return id;
        }
        if (Array.isArray(value)) {
            return Promise.all(value.map((part) => this.value(part)));
        }
        if (!isObject(value)) {
            return value;
        }
        const entries = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
        return Object.fromEntries(
            await Promise.all(entries.map(async ([key, part]) => [key, await this.value(part)] as const)),
        );
    }

    private async archive(value: EngineArchive): Promise<CodeArchive | { hash: string }> {
        const { hash, assets, path } = value;
        const held = hash === undefined ? undefined : this.archives.get(hash);
        if (held !== undefined) {
            return held;
        }
        // Without its contents, which the engine leaves out of its state, an archive comes with no assets at all.
        if (hash !== undefined && path === undefined && Object.keys(assets ?? {}).length === 0) {
            return { hash };
        }
        const archive = (await plain(liveAsset(value), this.folder())) as CodeArchive;
        if (hash !== undefined) {
            this.archives.set(hash, archive);
        }
        return archive;
    }
}
