import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import type { Step } from "../rehearsal";
import { StepFailure } from "../step-failure";

/** No file that the engine keeps (checkpoints, their history and backups) shows a secret of the stack's. */
export const state: Step = {
    name: "secrets in the state",
    async run({ environment }) {
        const files = await readdir(environment.stateFolder, { recursive: true, withFileTypes: true });
        const secrets = Object.entries(environment.config).filter(([, { secret }]) => secret);
        let looked = 0;
        for (const file of files.filter((entry) => entry.isFile())) {
            const text = await readFile(path.join(file.parentPath, file.name), "utf8");
            looked++;
            for (const [key, { value }] of secrets) {
                const spellings = [value, JSON.stringify(value).slice(1, -1), Buffer.from(value).toString("base64")];
                if (spellings.some((spelling) => text.includes(spelling))) {
                    throw new StepFailure(
                        `the secret "${key}" lies in plain text in the stack's state (${whereIn(text, value)}): ` +
                            "keep it in an Output from pulumi.Config's requireSecret to the resource, or mark it with pulumi.secret",
                    );
                }
            }
        }
        return `${secrets.length} kept, none in plain text in ${looked} files`;
    },
};

/** The resource of a checkpoint that shows `value`. */
function whereIn(text: string, value: string): string {
    const before = text.slice(0, text.indexOf(value));
    return /.*"urn":\s*"([^"]+)"/s.exec(before)?.[1] ?? "outside of any resource";
}
