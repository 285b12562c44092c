import { evaluate, parsePolicy, type PolicyDocument, type PolicyStatement } from "../iam/policy";
import { toList } from "../iam/policy-document";
import type { Account } from "../service";
import type { Exchange } from "./exchange";
import { GatewayFailure } from "./gateway-failure";

const action = "execute-api:Invoke";

/**
 * Reads an API's resource policy. API Gateway puts the API's ARN where a resource is short: `execute-api:/stage/GET/path`.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 *
 * @throws AwsError `MalformedPolicyDocument`
 */
export function parseResourcePolicy(text: string, { region, accountId }: Account, apiId: string): PolicyDocument {
    const policy = parsePolicy(text, "resource");
    const whole = (resource: string) =>
        resource.replace(/^execute-api:\//, `arn:aws:execute-api:${region}:${accountId}:${apiId}/`);
    const expanded = (statement: PolicyStatement): PolicyStatement => ({
        ...statement,
        ...(statement.Resource && { Resource: toList(statement.Resource).map(whole) }),
        ...(statement.NotResource && { NotResource: toList(statement.NotResource).map(whole) }),
    });
    return { ...policy, Statement: toList(policy.Statement).map(expanded) };
}

/**
 * Returns when a policy lets a request in, which nobody has signed.
 *
 * @param arn `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path`
 * @throws GatewayFailure `ACCESS_DENIED` in AWS's words, which leave out most of the account's id
 */
export function authorize(policy: PolicyDocument, arn: string, exchange: Exchange): void {
    const { "user-agent": userAgent } = exchange.request.headers;
    const context = {
        "aws:SourceIp": exchange.sourceIp,
        ...(userAgent !== undefined && { "aws:UserAgent": userAgent }),
        "aws:CurrentTime": new Date(exchange.startedAt).toISOString(),
        "aws:EpochTime": String(Math.floor(exchange.startedAt / 1000)),
        // Deployed, every request comes by TLS.
        "aws:SecureTransport": "true",
    };
    const verdict = evaluate([policy], { principal: {}, action, resource: arn, context });
    if (verdict !== "allow") {
        const shown = arn.replace(/:\d{8}(\d{4}):/, ":********$1:");
        const explicit = verdict === "deny" ? " with an explicit deny" : "";
        throw new GatewayFailure(
            "ACCESS_DENIED",
            undefined,
            `User: anonymous is not authorized to perform: ${action} on resource: ${shown}${explicit}`,
        );
    }
}
