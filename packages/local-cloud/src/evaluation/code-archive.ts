import * as pulumi from "@pulumi/pulumi";
import { readFile, readdir, stat } from "node:fs/promises";
import path from "node:path";

import type { CodeArchive } from "../resources/resource-type";
import { noteAssetFile } from "./asset-sources";

/** A file of an archive. */
interface File {
    pathInArchive: string;
    bytes: Buffer;
}

/**
 * Reads an archive, as Pulumi's engine does.
 *
 * @param folder the project's, which relative paths count from
 * @throws Error for an archive that cannot be read here
 */
export async function readArchive(archive: pulumi.asset.Archive, folder: string): Promise<CodeArchive> {
    const files = await readFiles(archive, folder);
    return {
        files: Object.fromEntries(files.map(({ pathInArchive, bytes }) => [pathInArchive, bytes.toString("base64")])),
    };
}

/** @param folder the project's, which relative paths count from */
export async function readAsset(asset: pulumi.asset.Asset, folder: string): Promise<Buffer> {
    return (await readAssetFile("", asset, folder)).bytes;
}

async function readFiles(archive: pulumi.asset.Archive, folder: string): Promise<File[]> {
    if (archive instanceof pulumi.asset.AssetArchive) {
        const assets = Object.entries(await archive.assets);
        const files = await Promise.all(assets.map(([name, part]) => filesAt(name, part, folder)));
        return files.flat();
    }
    if (archive instanceof pulumi.asset.FileArchive) {
        return filesBelow("", path.resolve(folder, await archive.path));
    }
    throw new Error("a code archive from a URL cannot be run here: give it as files");
}

async function filesAt(name: string, part: pulumi.asset.Asset | pulumi.asset.Archive, folder: string): Promise<File[]> {
    if (pulumi.asset.Archive.isInstance(part)) {
        const files = await readFiles(part, folder);
        return files.map((file) => ({ ...file, pathInArchive: path.posix.join(name, file.pathInArchive) }));
    }
    return [await readAssetFile(name, part, folder)];
}

async function readAssetFile(pathInArchive: string, asset: pulumi.asset.Asset, folder: string): Promise<File> {
    if (asset instanceof pulumi.asset.StringAsset) {
        return { pathInArchive, bytes: Buffer.from(await asset.text) };
    }
    if (asset instanceof pulumi.asset.FileAsset) {
        const file = path.resolve(folder, await asset.path);
        await noteAssetFile(file);
        return { pathInArchive, bytes: await readFile(file) };
    }
    throw new Error("an asset from a URL cannot be read here: give it as a file");
}

async function filesBelow(name: string, place: string): Promise<File[]> {
    if (!(await stat(place)).isDirectory()) {
        throw new Error(`the code archive ${place} is not a folder: give the folder instead of a packed file`);
    }
    const entries = await readdir(place, { withFileTypes: true });
    const files = await Promise.all(
        entries.map(async (entry): Promise<File[]> => {
            const pathInArchive = path.posix.join(name, entry.name);
            const source = path.join(place, entry.name);
            return entry.isDirectory()
                ? filesBelow(pathInArchive, source)
                : [{ pathInArchive, bytes: await readFile(source) }];
        }),
    );
    return files.flat();
}
