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

/** What AWS's refusal to tell about the account means. */
export function explainRefusal({ name, message }: Error): Check {
    if (/Credentials|ExpiredToken|UnrecognizedClient|InvalidClientToken|SSO/i.test(name)) {
        const text = `AWS takes no credentials from here: ${message}`;
        return { area, verdict: "wrong", text, remedy: "aws login, aws sso login, or AWS_PROFILE" };
    }
    if (/AccessDenied/.test(name)) {
        const text = `your AWS credentials may not read Lambda's quotas: ${message}`;
        return { area, verdict: "unknown", text, remedy: "allow lambda:GetAccountSettings" };
    }
    return {
        area,
        verdict: "wrong",
        text: `AWS does not answer: ${name}: ${message}`,
        remedy: "check the network and the region",
    };
}
