import type { Cloud } from "local-cloud";
import type { Terminal } from "local-cloud/command";
import { type Console, startConsole } from "../../console/server/start-console";
import { checkOutputs } from "../deployment";
import type { StartOptions } from "./options";

/**
 * Serves the web console, where it is wanted and the program is one that it knows. Without its port everything else runs all
 * the same: then there is a warning, and no console.
 */
export async function openConsole(
    terminal: Terminal,
    cloud: Cloud,
    options: Pick<StartOptions, "console" | "consolePort">,
    stripeUrl: string,
): Promise<Console | undefined> {
    const { awsUrl: endpoint, region } = cloud.place;
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    if (!options.console || cloud.stackOutputs.ledgerTableName === undefined) {
        return undefined;
    }
    try {
        return await startConsole({
            port: options.consolePort,
            // A saved change of the program may have others.
            findDeployment: async () => ({
                outputs: checkOutputs(cloud.stackOutputs, "the program"),
                aws: { region, endpoint, credentials },
            }),
            stripeUrl,
        });
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const why = code === "EADDRINUSE" ? `the port ${options.consolePort} is in use` : message;
        terminal.warning(`there is no console: ${why} (--console-port takes another, --no-console does without)`);
        return undefined;
    }
}
