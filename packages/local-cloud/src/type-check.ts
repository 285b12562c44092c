import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, setPriority } from "node:os";
import path from "node:path";

import type { TypeCheckRequest } from "./evaluation/messages";

/**
 * Checks the types of a program, in a process of its own that gives way to every other.
 *
 * @param request `sources` may hold files of any kind
 * @param signal ends the process
 * @returns the errors, as TypeScript prints them; "" when there are none, or the program is none that is checked
 */
export function typeErrors(request: TypeCheckRequest, signal: AbortSignal): Promise<string> {
    const sources = request.sources.filter((file) => /\.[cm]?tsx?$/.test(file));
    if (sources.length === 0 || !isChecked(request.folder) || signal.aborted) {
        return Promise.resolve("");
    }
    return new Promise((resolve) => {
        const child = fork(path.join(__dirname, "evaluation", "check-types.ts"), {
            cwd: request.folder,
            execArgv: ["-r", path.join(__dirname, "evaluation", "register.cjs")],
            stdio: ["ignore", "ignore", "ignore", "ipc"],
            signal,
        });
        let errors = "";
        child.once("message", (answer: string) => (errors = answer.trim()));
        // The program runs whether it could be checked or not.
        child.on("error", () => resolve(""));
        child.once("exit", () => resolve(errors));
        if (child.pid !== undefined) {
            setPriority(child.pid, constants.priority.PRIORITY_LOW);
            child.send({ ...request, sources });
        }
    });
}

/** Whether Pulumi would check it: by default it does. https://www.pulumi.com/docs/iac/languages-sdks/javascript/ */
function isChecked(folder: string): boolean {
    const findsTypeScript = createRequire(path.join(folder, "package.json")).resolve.paths("typescript");
    return (
        process.env.PULUMI_NODEJS_TRANSPILE_ONLY !== "true" &&
        existsSync(path.join(folder, "tsconfig.json")) &&
        (findsTypeScript ?? []).some((place) => existsSync(path.join(place, "typescript")))
    );
}
