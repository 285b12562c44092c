import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Makes a folder for the PATH with what the engine runs dynamic resources by: in Pulumi's own distribution, a script that comes
 * with the Node language host. The provider is part of `@pulumi/pulumi`.
 */
export async function makeDynamicProvider(folder: string): Promise<void> {
    const script = path.join(folder, "pulumi-resource-pulumi-nodejs");
    const provider = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    await mkdir(folder, { recursive: true });
    await writeFile(script, `#!/bin/sh\nexec "${process.execPath}" "${provider}" "$@"\n`);
    await chmod(script, 0o755);
}
