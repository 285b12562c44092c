import type { GetAccountSettingsResponse } from "@aws-sdk/client-lambda";

import type { Check } from "./check";

const area = "account";

/** The receiver and the asynchronous calls of a few subscriptions, at the requests a second of the default settings. */
const minConcurrency = 100;

/** What Lambda lets the account run at once, in this region. */
export function checkConcurrency({ AccountLimit = {} }: Pick<GetAccountSettingsResponse, "AccountLimit">): Check {
    const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: free = 0 } = AccountLimit;
    return limit >= minConcurrency
        ? { area, verdict: "ok", text: `Lambda runs up to ${limit} calls at once, ${free} of them unreserved` }
        : {
              area,
              verdict: "warning",
              text: `Lambda runs only ${limit} calls at once in this account and region: the receiver competes with what it feeds`,
              remedy: "ask for a higher quota: Service Quotas, Lambda, Concurrent executions",
          };
}

/** What a stack's settings say of API Gateway. */
export interface GatewaySettings {
    /** Whether the stack has a webhook, whose stage writes logs. */
    hasWebhook: boolean;
    /** Whether the stack sets the role with which API Gateway does. */
    managesLogs: boolean;
}

/**
 * Whether API Gateway has a role to write logs with, in this region: without one it refuses a stage that has logs.
 *
 * @param roleArn the account's; undefined where it has none
 */
export function checkLogRole(
    roleArn: string | undefined,
    { hasWebhook, managesLogs }: GatewaySettings,
    stack: string,
): Check {
    if (!hasWebhook) {
        return { area, verdict: "ok", text: "the stack has no webhook, and needs no role for API Gateway's logs" };
    }
    if (roleArn !== undefined) {
        return { area, verdict: "ok", text: `API Gateway writes logs as ${roleArn}` };
    }
    const text = "API Gateway has no role for its logs in this region";
    return managesLogs
        ? {
              area,
              verdict: "warning",
              text: `${text}, which this stack sets`,
              remedy: `pulumi up --refresh --stack ${stack}`,
          }
        : {
              area,
              verdict: "wrong",
              text: `${text}: pulumi up fails, or requests are not logged`,
              remedy: `pulumi config set manageApiGatewayLogs true --stack ${stack}, then pulumi up`,
          };
}

/**
 * What AWS's refusal to tell about the account means.
 *
 * @param allow the permission that it takes
 */
export function explainRefusal({ name, message }: Error, allow: string): Check {
    if (/Credentials|ExpiredToken|UnrecognizedClient|InvalidClientToken|SSO/i.test(name)) {
        const text = `AWS takes no credentials from here: ${message}`;
        return { area, verdict: "wrong", text, remedy: "aws login, aws sso login, or AWS_PROFILE" };
    }
    if (/AccessDenied/.test(name)) {
        const text = `your AWS credentials may not look at the account: ${message}`;
        return { area, verdict: "unknown", text, remedy: `allow ${allow}` };
    }
    return {
        area,
        verdict: "wrong",
        text: `AWS does not answer: ${name}: ${message}`,
        remedy: "check the network and the region",
    };
}
