import * as pulumi from "@pulumi/pulumi";

import { secretSignature, signatureKey } from "../resources/signature";
import { readArchive, readAsset } from "./code-archive";

/**
 * A property as plain data: secrets without their wrapping, resources as their ids, archives as their files.
 *
 * @param folder the project's, which relative paths of assets count from. @default the working directory
 * @throws Error for an archive that cannot be read here
 */
export async function plain(value: unknown, folder = process.cwd()): Promise<unknown> {
    const settled = await value;
    if (settled === null || typeof settled !== "object") {
        return settled;
    }
    if (pulumi.Output.isInstance(settled)) {
        return plain(await (settled as unknown as { promise(): Promise<unknown> }).promise(), folder);
    }
    if (pulumi.CustomResource.isInstance(settled)) {
        return plain(settled.id, folder);
    }
    if (pulumi.asset.Archive.isInstance(settled)) {
        return readArchive(settled, folder);
    }
    if (pulumi.asset.Asset.isInstance(settled)) {
        return (await readAsset(settled, folder)).toString("utf8");
    }
    if (Array.isArray(settled)) {
        return Promise.all((settled as unknown[]).map((part) => plain(part, folder)));
    }
    const object = settled as Record<string, unknown>;
    if (object[signatureKey] === secretSignature) {
        return plain(object.value, folder);
    }
    const entries = await Promise.all(
        Object.entries(object).map(async ([key, part]) => [key, await plain(part, folder)]),
    );
    return Object.fromEntries(entries) as unknown;
}
