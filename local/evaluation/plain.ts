import * as pulumi from "@pulumi/pulumi";
import { readFile, readdir, stat } from "node:fs/promises";
import path from "node:path";

import type { CodeArchive } from "../resources/resource-type";
import { secretSignature, signatureKey } from "../resources/signature";

/**
 * A property as plain data: secrets without their wrapping, resources as their ids, archives as their files.
 *
 * @throws Error for an archive that cannot be read here
 */
export async function plain(value: unknown): Promise<unknown> {
    const settled = await value;
    if (settled === null || typeof settled !== "object") {
        return settled;
    }
    if (pulumi.Output.isInstance(settled)) {
        return plain(await (settled as unknown as { promise(): Promise<unknown> }).promise());
    }
    if (pulumi.CustomResource.isInstance(settled)) {
        return plain(settled.id);
    }
    if (pulumi.asset.Archive.isInstance(settled)) {
        return { files: Object.fromEntries(await filesOf(settled)) } satisfies CodeArchive;
    }
    if (pulumi.asset.Asset.isInstance(settled)) {
        return (await bytesOf(settled)).toString("utf8");
    }
    if (Array.isArray(settled)) {
        return Promise.all((settled as unknown[]).map(plain));
    }
    const object = settled as Record<string, unknown>;
    if (object[signatureKey] === secretSignature) {
        return plain(object.value);
    }
    const entries = await Promise.all(Object.entries(object).map(async ([key, part]) => [key, await plain(part)]));
    return Object.fromEntries(entries) as unknown;
}

type File = [pathInArchive: string, base64: string];

async function filesOf(archive: pulumi.asset.Archive): Promise<File[]> {
    if (archive instanceof pulumi.asset.AssetArchive) {
        const assets = Object.entries(await archive.assets);
        const files = await Promise.all(assets.map(([name, part]) => filesAt(name, part)));
        return files.flat();
    }
    if (archive instanceof pulumi.asset.FileArchive) {
        return filesBelow("", await archive.path);
    }
    throw new Error("a code archive from a URL cannot be run here: give it as files");
}

async function filesAt(name: string, part: pulumi.asset.Asset | pulumi.asset.Archive): Promise<File[]> {
    if (pulumi.asset.Archive.isInstance(part)) {
        return (await filesOf(part)).map(([file, bytes]) => [path.posix.join(name, file), bytes]);
    }
    return [[name, (await bytesOf(part)).toString("base64")]];
}

async function bytesOf(asset: pulumi.asset.Asset): Promise<Buffer> {
    if (asset instanceof pulumi.asset.StringAsset) {
        return Buffer.from(await asset.text);
    }
    if (asset instanceof pulumi.asset.FileAsset) {
        return readFile(await asset.path);
    }
    throw new Error("an asset from a URL cannot be used here: give it as a file or a string");
}

async function filesBelow(name: string, place: string): Promise<File[]> {
    if (!(await stat(place)).isDirectory()) {
        throw new Error(`the code archive ${place} is not a folder: give the folder instead of a packed file`);
    }
    const entries = await readdir(place, { withFileTypes: true });
    const files = await Promise.all(
        entries.map(async (entry): Promise<File[]> => {
            const inArchive = path.posix.join(name, entry.name);
            const onDisk = path.join(place, entry.name);
            return entry.isDirectory()
                ? filesBelow(inArchive, onDisk)
                : [[inArchive, (await readFile(onDisk)).toString("base64")]];
        }),
    );
    return files.flat();
}
