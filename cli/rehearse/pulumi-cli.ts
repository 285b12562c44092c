import { access, constants } from "node:fs/promises";
import path from "node:path";

/** The Pulumi CLI is not there. */
export class PulumiMissing extends Error {
    override readonly name = "PulumiMissing";

    constructor() {
        super(
            "the rehearsal needs the Pulumi CLI, and no pulumi is on PATH: see https://www.pulumi.com/docs/install/, " +
                'or build it with Go by "go build -C .ci/pulumi -o FOLDER/pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"',
        );
    }
}

/**
 * The folder that the Pulumi CLI is in: that of `PULUMI_BIN`, the path of its program, or the first on `PATH` that has
 * it.
 *
 * @throws PulumiMissing
 */
export async function findPulumi(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
    const { PULUMI_BIN, PATH = "" } = environment;
    const file = process.platform === "win32" ? "pulumi.exe" : "pulumi";
    const folders = PULUMI_BIN ? [path.dirname(path.resolve(PULUMI_BIN))] : PATH.split(path.delimiter);
    for (const folder of folders) {
        try {
            await access(path.join(folder, file), constants.X_OK);
            return folder;
        } catch {
            // Not in this one.
        }
    }
    throw new PulumiMissing();
}
