import { LambdaClient } from "@aws-sdk/client-lambda";

import type { Check } from "./check";
import { checkLogRole, explainRefusal, type GatewaySettings } from "./check-account";

/** Whether API Gateway has a role to write logs with, in the account and region. */
export async function lookAtLogRole(region: string, settings: GatewaySettings, stack: string): Promise<Check> {
    try {
        const roleArn = settings.hasWebhook ? await readLogRole(region) : undefined;
        return checkLogRole(roleArn, settings, stack);
    } catch (error) {
        return explainRefusal(error as Error, "apigateway:GET for /account");
    }
}

/**
 * Asks for `GetAccount` (https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html). For one request API Gateway's
 * client would be a package more: Lambda's finds the credentials and signs it.
 */
async function readLogRole(region: string): Promise<string | undefined> {
    const { AWS_ENDPOINT_URL_API_GATEWAY: own, AWS_ENDPOINT_URL: common } = process.env;
    const url = new URL("/account", own ?? common ?? `https://apigateway.${region}.amazonaws.com`);
    const lambda = new LambdaClient({ region });
    try {
        const scheme = { name: "sigv4", signingName: "apigateway", signingRegion: region, properties: {} };
        const signer = await lambda.config.signer(scheme);
        const { protocol, host, hostname, pathname: path } = url;
        const { headers } = await signer.sign({
            method: "GET",
            protocol,
            hostname,
            path,
            query: {},
            headers: { host },
        });
        const response = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
        const body = (await response.json()) as { cloudwatchRoleArn?: string; message?: string };
        if (!response.ok) {
            // Such as `AccessDeniedException:http://…`.
            const [name = ""] = (response.headers.get("x-amzn-errortype") ?? `${response.status}`).split(":");
            throw Object.assign(new Error(body.message), { name });
        }
        return body.cloudwatchRoleArn;
    } finally {
        lambda.destroy();
    }
}
