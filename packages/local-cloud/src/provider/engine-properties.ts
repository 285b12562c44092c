import * as pulumi from "@pulumi/pulumi";

import { secretSignature, signatureKey } from "../resources/signature";

/**
 * Properties as Pulumi's engine sends them: JSON in which objects with a signature stand for what JSON does not have
 * (pulumi `sdk/go/common/resource/properties.go`).
 */
export type EngineProperties = Record<string, unknown>;

const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

/** Stands for a value that is known only once its resource has been made. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** `value`, marked as a secret: the engine encrypts it where it keeps it. */
export function secret(value: unknown): EngineProperties {
    return { [signatureKey]: secretSignature, value };
}

export function isSecret(value: unknown): value is { value: unknown } {
    return isObject(value) && value[signatureKey] === secretSignature;
}

/** An archive of files; `hash` identifies what it holds. */
export interface EngineArchive extends EngineProperties {
    hash?: string;
    assets?: Record<string, EngineProperties>;
    path?: string;
}

export function isArchive(value: unknown): value is EngineArchive {
    return isObject(value) && value[signatureKey] === archiveSignature;
}

export function isAsset(value: unknown): value is EngineProperties {
    return isObject(value) && value[signatureKey] === assetSignature;
}

/** A resource that stands where its id is meant: the id. */
export function resourceId(value: unknown): unknown {
    return isObject(value) && value[signatureKey] === resourceSignature ? value.id || unknown : undefined;
}

export function isObject(value: unknown): value is EngineProperties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a secret is in it, at any depth. */
export function holdsSecret(value: unknown): boolean {
    return isSecret(value) || parts(value).some(holdsSecret);
}

/** Whether something in it is not known yet, at any depth; also a text that was made from such a value. */
export function holdsUnknown(value: unknown): boolean {
    return typeof value === "string" ? value.includes(unknown) : parts(value).some(holdsUnknown);
}

/** The texts that are secret in it. */
export function secretTexts(value: unknown, inSecret = false): string[] {
    if (typeof value === "string") {
        return inSecret && value !== "" ? [value] : [];
    }
    return isSecret(value)
        ? secretTexts(value.value, true)
        : parts(value).flatMap((part) => secretTexts(part, inSecret));
}

function parts(value: unknown): unknown[] {
    return typeof value === "object" && value !== null ? Object.values(value) : [];
}

/** The asset or archive as Pulumi's own class. */
export function liveAsset(value: EngineProperties): pulumi.asset.Asset | pulumi.asset.Archive {
    if (isArchive(value)) {
        const { assets, path, uri } = value as {
            assets?: Record<string, EngineProperties>;
            path?: string;
            uri?: string;
        };
        if (assets !== undefined) {
            return new pulumi.asset.AssetArchive(
                Object.fromEntries(Object.entries(assets).map(([name, part]) => [name, liveAsset(part)])),
            );
        }
        return path === undefined ? new pulumi.asset.RemoteArchive(uri ?? "") : new pulumi.asset.FileArchive(path);
    }
    const { text, path, uri } = value as { text?: string; path?: string; uri?: string };
    if (path !== undefined) {
        return new pulumi.asset.FileAsset(path);
    }
    return uri === undefined ? new pulumi.asset.StringAsset(text ?? "") : new pulumi.asset.RemoteAsset(uri);
}
