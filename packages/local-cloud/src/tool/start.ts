import path from "node:path";

import { ProgramEvaluator } from "../program";
import { type Project, readProject } from "../project";
import { CommandError } from "./command-error";
import { type ToolOptions, toolCommand } from "./options";
import { runCommand } from "./run-command";
import { showReady } from "./show-ready";
import type { Output, Terminal } from "./terminal";
import { WorkView } from "./work-view";

/**
 * `local-cloud`: the Pulumi program of the current folder on this machine, until it is interrupted.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export function start(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(toolCommand(), args, (command, terminal) => run(command.opts<ToolOptions>(), terminal), {
        output,
        errors,
    });
}

async function run(options: ToolOptions, terminal: Terminal): Promise<void> {
    const folder = options.ephemeral ? undefined : path.resolve(options.folder);
    const read = () => readWithRegion(options);
    const project = read();
    const { name, config } = project;
    const evaluator = new ProgramEvaluator();
    try {
        evaluator.prepare(project);
        // While that loads what the program needs, this loads the cloud. Not `import`, which is left to Node here.
        // oxlint-disable-next-line typescript/no-require-imports
        const { runCloud } = require("./run-cloud") as typeof import("./run-cloud");
        await runCloud(terminal, {
            evaluator,
            readProject: read,
            folder,
            gatewayPort: options.port,
            awsPort: options.awsPort,
            region: config["aws:region"] ?? "us-east-1",
            speed: options.speed,
            strict: options.strict,
            once: options.once,
            buildInfo: folder && path.join(folder, "program.tsbuildinfo"),
            openView: (findName) => new WorkView({ terminal, findName, speed: options.speed, now: () => Date.now() }),
            showReady: (cloud, changes) =>
                showReady(terminal, {
                    name,
                    place: cloud.place,
                    outputs: cloud.stackOutputs,
                    changes,
                    kept: folder === undefined ? "nowhere" : options.folder,
                    once: options.once,
                }),
        });
    } finally {
        evaluator.stop();
    }
}

/** The program is told the region that the cloud plays, as by the stack's own setting. */
function readWithRegion({ stack, region, config }: ToolOptions): Project {
    try {
        return readProject(process.cwd(), stack, { ...config, ...(region && { "aws:region": region }) });
    } catch (error) {
        throw new CommandError((error as Error).message);
    }
}
