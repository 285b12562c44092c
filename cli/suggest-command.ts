import { defaultAwsEndpoint } from "./default-addresses";
import type { DeploymentOptions } from "./deployment";

/**
 * A command to type, aimed at the deployment that is being looked at.
 *
 * @param command a script of package.json and what comes after `--`, such as `dlq redrive payment-trouble`
 */
export function suggestCommand(command: string, { stack, awsEndpoint }: DeploymentOptions = {}): string {
    const [script = "", ...args] = command.split(" ");
    const aim =
        stack !== undefined
            ? ["--stack", stack]
            : awsEndpoint !== undefined && awsEndpoint !== defaultAwsEndpoint
              ? ["--aws-endpoint", awsEndpoint]
              : [];
    const all = [...args, ...aim];
    return ["npm", "run", script, ...(all.length > 0 ? ["--", ...all] : [])].join(" ");
}
