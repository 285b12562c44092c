import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { type CodeArchive, evaluateProgram, ProgramError, readProject } from "local-cloud";
import { findDeployment, type Deployment, type DeploymentOptions } from "../deployment";
import type { Check } from "./check";
import { checkRunning, type CodeHashes } from "./check-program";

const area = "program";

/** Where nothing listens, for the outputs of a program that is not run. */
const nowhere = { accountId: "000000000000", awsUrl: "http://127.0.0.1:4566", gatewayUrl: "http://127.0.0.1:4242" };

/**
 * Evaluates the program, which checks its settings, and compares it with what the local cloud runs.
 *
 * @param folder the project's
 */
export async function lookAtLocalProgram(folder: string, options: DeploymentOptions): Promise<Check[]> {
    const deployment = await findDeployment(options).catch(() => undefined);
    try {
        // The settings that this machine has of its own; see cli/start/run.ts.
        const project = readProject(folder, "dev", {
            signingSecret: { secret: "whsec_doctor" },
            stripeApiKey: { secret: "sk_test_doctor" },
            registerEndpoint: "false",
        });
        const region = project.config["aws:region"] ?? "us-east-1";
        const { resources } = await evaluateProgram(project, { ...nowhere, region });
        const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function");
        const files = Object.fromEntries(
            functions.map(({ name, inputs }) => [name, hashCode(inputs.code as CodeArchive)]),
        );
        const evaluated: Check = { area, verdict: "ok", text: `the program evaluates: ${resources.length} resources` };
        return deployment === undefined ? [evaluated] : [evaluated, checkRunning(files, await readRunning(deployment))];
    } catch (error) {
        if (!(error instanceof ProgramError)) {
            throw error;
        }
        return [{ area, verdict: "wrong", text: `the program does not evaluate: ${error.message.trim()}` }];
    }
}

/** The local cloud says where a function's code lies. */
async function readRunning({ aws, outputs }: Deployment): Promise<CodeHashes> {
    const lambda = new LambdaClient(aws);
    try {
        const hashes = Object.entries(outputs.functions).map(async ([name, { functionName: FunctionName }]) => {
            const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName }));
            const folder = fileURLToPath(Code?.Location ?? "");
            const names = globSync("**/*", { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
            const files = names.map((entry) => {
                const file = path.join(entry.parentPath, entry.name);
                return [path.relative(folder, file), readFileSync(file).toString("base64")] as const;
            });
            return [name, hashCode({ files: Object.fromEntries(files) })] as const;
        });
        return Object.fromEntries(await Promise.all(hashes));
    } finally {
        lambda.destroy();
    }
}

function hashCode({ files }: CodeArchive): string {
    const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
    return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
