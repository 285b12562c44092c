import type { APIGatewayProxyEvent } from "aws-lambda";

import type { Account } from "../service";
import { isBinary } from "./binary-media-types";
import { commonLogTime } from "./context-variables";
import { type Exchange, readDomainPrefix } from "./exchange";
import { eventHeaders } from "./request-headers";
import type { Target } from "./routes";

/**
 * The event that a function with proxy integration gets: REST APIs know payload format 1.0 alone.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(
    exchange: Exchange,
    target: Target,
    account: Account,
    body: Buffer,
    traceHeader: string,
): APIGatewayProxyEvent {
    const { request } = exchange;
    const { route, stage } = target;
    const { binaryMediaTypes } = stage.api;
    const isBase64Encoded =
        body.length > 0 && isBinary(binaryMediaTypes, request.headers["content-type"] ?? "application/json");
    const { single, multiple } = queryParameters(exchange.query);
    return {
        resource: route.path,
        path: target.path,
        httpMethod: exchange.method,
        ...eventHeaders(exchange, traceHeader),
        queryStringParameters: single,
        multiValueQueryStringParameters: multiple,
        pathParameters: target.pathParameters,
        stageVariables: null,
        requestContext: requestContext(exchange, target, account),
        body: body.length === 0 ? null : body.toString(isBase64Encoded ? "base64" : "utf8"),
        isBase64Encoded,
    };
}

function requestContext(exchange: Exchange, target: Target, account: Account): APIGatewayProxyEvent["requestContext"] {
    const { route, stage } = target;
    const context = {
        resourceId: route.resourceId,
        resourcePath: route.path,
        httpMethod: exchange.method,
        extendedRequestId: exchange.extendedRequestId,
        requestTime: commonLogTime(exchange.startedAt),
        path: exchange.path,
        accountId: account.accountId,
        protocol: exchange.protocol,
        stage: stage.name,
        domainPrefix: readDomainPrefix(exchange.domainName),
        requestTimeEpoch: exchange.startedAt,
        requestId: exchange.requestId,
        identity: {
            accessKey: null,
            accountId: null,
            apiKey: null,
            apiKeyId: null,
            caller: null,
            clientCert: null,
            cognitoAuthenticationProvider: null,
            cognitoAuthenticationType: null,
            cognitoIdentityId: null,
            cognitoIdentityPoolId: null,
            principalOrgId: null,
            sourceIp: exchange.sourceIp,
            user: null,
            userAgent: exchange.request.headers["user-agent"] ?? null,
            userArn: null,
        },
        domainName: exchange.domainName,
        deploymentId: stage.api.deploymentId,
        apiId: stage.api.id,
    };
    // The type wants what only APIs with an authorizer have.
    return context as typeof context & { authorizer: undefined };
}

/** The last value of each parameter, and all of them; API Gateway splits at semicolons too. */
function queryParameters(query: string): {
    single: Record<string, string> | null;
    multiple: Record<string, string[]> | null;
} {
    // Callers choose the names, `constructor` and `__proto__` among them.
    const values = new Map<string, string[]>();
    for (const [name, value] of new URLSearchParams(query.replaceAll(";", "&"))) {
        values.set(name, [...(values.get(name) ?? []), value]);
    }
    if (values.size === 0) {
        return { single: null, multiple: null };
    }
    const last = [...values].map(([name, all]) => [name, all.at(-1) ?? ""] as const);
    return { single: Object.fromEntries(last), multiple: Object.fromEntries(values) };
}
