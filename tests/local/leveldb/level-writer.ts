/**
 * Writes to the LevelDB in the folder that its argument names, so that its files change all the time, until it is
 * killed; says on stdout when it is about to open it. Run by check-folder.test.ts.
 */
import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";

import { fillLevel } from "./filled-level";

async function main(folder: string): Promise<void> {
    writeSync(1, "opening\n");
    for (;;) {
        await fillLevel(folder, () => randomBytes(1 + Math.random() * 20_000).toString("base64"), 500);
    }
}

main(process.argv[2] ?? "").catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
});
