import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

import { type CodeArchive, evaluateProgram } from "local-cloud";
import type { Rehearsal, Step } from "../rehearsal";
import { StepFailure } from "../step-failure";

/** The functions that the engine deployed are, byte for byte, those of the evaluation that tests and `npm start` use. */
export const artefacts: Step = {
    name: "artefacts",
    async run(rehearsal) {
        const evaluated = await evaluatedFunctions(rehearsal);
        const client = new LambdaClient(rehearsal.deployment.aws);
        try {
            const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
            const deployed = Functions.map(({ FunctionName }) => FunctionName ?? "");
            for (const [name, files] of evaluated) {
                // Pulumi made up the end of the name.
                const functionName = deployed.find((one) => one.replace(/-[0-9a-f]{7}$/, "") === name);
                const { Code } = await client.send(new GetFunctionCommand({ FunctionName: functionName ?? name }));
                await expectSame(name, files, fileURLToPath(Code?.Location ?? ""));
            }
        } finally {
            client.destroy();
        }
        return `${evaluated.size} functions, byte for byte as the tests have them`;
    },
};

async function evaluatedFunctions({ program, environment }: Rehearsal): Promise<Map<string, CodeArchive["files"]>> {
    const config = Object.fromEntries(Object.entries(environment.config).map(([key, { value }]) => [key, value]));
    const { resources } = await evaluateProgram({ ...program.project, config }, environment.cloud.place);
    return new Map(
        resources
            .filter(({ type }) => type === "aws:lambda/function:Function")
            .map(({ name, inputs }) => [name, (inputs.code as CodeArchive).files]),
    );
}

async function expectSame(name: string, files: CodeArchive["files"], folder: string): Promise<void> {
    for (const [file, base64] of Object.entries(files)) {
        const deployed = await readFile(path.join(folder, file));
        if (!deployed.equals(Buffer.from(base64, "base64"))) {
            throw new StepFailure(
                `${file} of function "${name}" differs between two evaluations of the same source: ` +
                    "something in it depends on the time, on chance, or on the machine",
            );
        }
    }
}
