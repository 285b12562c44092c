import { createHash } from "node:crypto";

import type { Account, LogSink } from "../service";
import { commonLogTime, renderContext, type ContextValues } from "./context-variables";
import { type Exchange, readDomainPrefix } from "./exchange";
import type { GatewayFailure } from "./gateway-failure";
import type { Route } from "./route";
import type { Stage } from "./stage";

/** How a request went. */
export interface Outcome {
    /** Of the response; undefined while there is none. */
    status?: number;
    responseLength?: number;
    /** Milliseconds from the request's arrival to the response. */
    responseLatency?: number;
    /** Milliseconds that the function took, seen from here. */
    integrationLatency?: number;
    /** The status in the function's answer. */
    integrationStatus?: number;
    traceHeader?: string;
    failure?: GatewayFailure;
}

/**
 * The values of `$context` for a request.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export function contextValues(
    exchange: Exchange,
    stage: Stage | undefined,
    route: Route | undefined,
    account: Account,
    outcome: Outcome,
): ContextValues {
    const { failure } = outcome;
    return {
        accountId: account.accountId,
        apiId: stage?.api.id,
        deploymentId: stage?.api.deploymentId,
        domainName: exchange.domainName,
        domainPrefix: readDomainPrefix(exchange.domainName),
        "error.message": failure?.message,
        "error.messageString": failure && JSON.stringify(failure.message),
        "error.responseType": failure?.type,
        extendedRequestId: exchange.extendedRequestId,
        httpMethod: exchange.method,
        "identity.sourceIp": exchange.sourceIp,
        "identity.userAgent": exchange.request.headers["user-agent"],
        "integration.error": failure?.reason,
        "integration.integrationStatus": outcome.integrationStatus,
        "integration.latency": outcome.integrationLatency,
        "integration.status": outcome.integrationStatus,
        integrationErrorMessage: failure?.reason,
        integrationLatency: outcome.integrationLatency,
        integrationStatus: outcome.integrationStatus,
        path: exchange.path,
        protocol: exchange.protocol,
        requestId: exchange.requestId,
        requestTime: commonLogTime(exchange.startedAt),
        requestTimeEpoch: exchange.startedAt,
        resourceId: route?.resourceId,
        resourcePath: route?.path,
        responseLatency: outcome.responseLatency,
        responseLength: outcome.responseLength,
        stage: stage?.name,
        status: outcome.status,
        xrayTraceId: /Root=([^;]+)/.exec(outcome.traceHeader ?? "")?.[1],
    };
}

/** Writes a request's line to its stage's access log, if the stage has one. */
export function writeAccessLog(logs: LogSink, stage: Stage, values: ContextValues): void {
    const { accessLog } = stage.settings;
    if (accessLog === undefined) {
        return;
    }
    const group = /:log-group:([^:]+)/.exec(accessLog.logGroup)?.[1] ?? accessLog.logGroup;
    // API Gateway names its log streams with hashes.
    const stream = createHash("md5").update(`${stage.api.id}/${stage.name}`).digest("hex");
    logs.write(group, stream, renderContext(accessLog.format, values, "-"));
}
