import path from "node:path";

import { CommandError, type Project, ProgramEvaluator, readProject, type Terminal } from "local-cloud/command";
import type { StartOptions } from "./options";
import { localStripeKey } from "./local-stripe-key";
import { type LocalSecrets, signingSettings } from "./local-secrets";
import { ephemeralSigningSecret, localSigningSecret } from "./signing-secret";

/** The stack whose settings the system on this machine has. */
const stack = "dev";

/**
 * Runs a program on this machine until it is interrupted.
 *
 * @throws CommandError when it cannot be started; nothing is left running then
 */
export async function runStart(options: StartOptions, terminal: Terminal): Promise<void> {
    const folder = options.ephemeral ? undefined : path.resolve(options.data);
    const own = folder === undefined ? ephemeralSigningSecret() : await localSigningSecret(folder);
    const secrets = { own, given: options.signingSecret };
    const readLocalProject = () => readProjectWith(options.program, secrets);
    const project = readLocalProject();
    const evaluator = new ProgramEvaluator();
    try {
        evaluator.prepare(project);
        // While that loads what the program needs, this loads the cloud. Not `import`, which is left to Node here.
        // oxlint-disable-next-line typescript/no-require-imports
        const { runSystem } = require("./run-system") as typeof import("./run-system");
        const signingSecret = secrets.given ?? own;
        const settings = { options, folder, signingSecret, project, readProject: readLocalProject, evaluator };
        await runSystem(settings, terminal);
    } finally {
        evaluator.stop();
    }
}

/** The project, with the local Stripe's key unless its settings have one that can be read here. */
function readProjectWith(program: string, secrets: LocalSecrets): Project {
    try {
        const folder = path.resolve(program);
        const project = readProject(folder, stack, signingSettings(readProject(folder, stack), secrets));
        const key = `${project.name}:stripeApiKey`;
        const config = { [key]: localStripeKey, ...project.config };
        return { ...project, config, secretKeys: [...new Set([...project.secretKeys, key])] };
    } catch (error) {
        throw new CommandError((error as Error).message);
    }
}
