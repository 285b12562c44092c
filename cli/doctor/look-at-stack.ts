import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";

import type { Deployment } from "../deployment";
import type { Check } from "./check";
import { checkConcurrency, explainRefusal } from "./check-account";
import { type ChangeSummary, checkPreview } from "./check-program";

const run = promisify(execFile);

/** Whether Pulumi's CLI is there, and logged in. */
export async function lookAtPulumi(): Promise<Check> {
    const area = "Pulumi";
    try {
        const { stdout: version } = await run("pulumi", ["version"]);
        const { stdout: user } = await run("pulumi", ["whoami", "--non-interactive"]);
        return { area, verdict: "ok", text: `Pulumi ${version.trim()}, logged in as ${user.trim()}` };
    } catch (error) {
        const { code, stderr = "", message } = error as NodeJS.ErrnoException & { stderr?: string };
        return code === "ENOENT"
            ? {
                  area,
                  verdict: "wrong",
                  text: "the Pulumi CLI is not there",
                  remedy: "https://www.pulumi.com/docs/install/",
              }
            : { area, verdict: "wrong", text: `Pulumi: ${stderr.trim() || message}`, remedy: "pulumi login" };
    }
}

/** Whether AWS takes the credentials, and what Lambda lets the account run. */
export async function lookAtAccount({ aws }: Pick<Deployment, "aws">): Promise<Check> {
    const lambda = new LambdaClient(aws);
    try {
        return checkConcurrency(await lambda.send(new GetAccountSettingsCommand({})));
    } catch (error) {
        return explainRefusal(error as Error, "lambda:GetAccountSettings");
    } finally {
        lambda.destroy();
    }
}

/** Whether what is deployed is what the program makes. */
export async function lookAtPreview(stack: string): Promise<Check> {
    try {
        const args = ["preview", "--json", "--non-interactive", "--stack", stack];
        const { stdout } = await run("pulumi", args, { maxBuffer: 256 * 1024 * 1024 });
        return checkPreview((JSON.parse(stdout) as { changeSummary?: ChangeSummary }).changeSummary ?? {}, stack);
    } catch (error) {
        const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
        const said = readDiagnostics(stdout) ?? (stderr.trim() || message);
        return {
            area: "program",
            verdict: "wrong",
            text: `pulumi preview fails: ${said}`,
            remedy: `pulumi preview --stack ${stack}`,
        };
    }
}

/** The errors in the JSON of a preview. */
function readDiagnostics(stdout: string): string | undefined {
    try {
        const { diagnostics = [] } = JSON.parse(stdout) as {
            diagnostics?: { severity?: string; message?: string }[];
        };
        const errors = diagnostics
            .filter(({ severity }) => severity === "error")
            .map(({ message = "" }) => message.trim());
        return errors.length > 0 ? errors.join("; ") : undefined;
    } catch {
        return undefined;
    }
}
