import { accessSync, constants } from "node:fs";
import path from "node:path";

/** The folder of the Pulumi CLI that tests use: `PULUMI_BIN`'s, or the first on `PATH` that has one; none without. */
export const pulumiFolder = findFolder();

/** For the name of a suite: why it is left out, if it is. */
export const leftOut = pulumiFolder === undefined ? " (left out: no pulumi on PATH, and PULUMI_BIN is not set)" : "";

function findFolder(): string | undefined {
    const { PULUMI_BIN, PATH = "" } = process.env;
    const folders = PULUMI_BIN ? [path.dirname(PULUMI_BIN)] : PATH.split(path.delimiter);
    return folders.find((folder) => {
        try {
            accessSync(path.join(folder, "pulumi"), constants.X_OK);
            return true;
        } catch {
            return false;
        }
    });
}
