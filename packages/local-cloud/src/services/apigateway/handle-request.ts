import type { IncomingMessage, ServerResponse } from "node:http";

import type { Clock } from "../../clock";
import type { Account, LogSink, MetricSink } from "../service";
import { contextValues, writeAccessLog, type Outcome } from "./access-log";
import { type Exchange, openExchange } from "./exchange";
import { GatewayFailure } from "./gateway-failure";
import { renderGatewayResponse } from "./gateway-responses";
import { callFunction, type InvokeFunction } from "./integration";
import { proxyEvent } from "./proxy-event";
import { parseProxyResponse } from "./proxy-response";
import { readBody } from "./read-body";
import { authorize } from "./resource-policy";
import { putRequestMetrics } from "./request-metrics";
import { createReply, type Reply, sendResponse } from "./send-response";
import type { Routes, Target } from "./routes";
import { traceHeader } from "./trace-header";

export interface RequestDeps {
    clock: Clock;
    account: Account;
    metrics: MetricSink;
    logs: LogSink;
    invoke: InvokeFunction;
}

/** Serves one request, from its headers to its access log line. Never rejects. */
export async function handleRequest(
    deps: RequestDeps,
    routes: Routes,
    request: IncomingMessage,
    response: ServerResponse,
    stopping: AbortSignal,
): Promise<void> {
    const { clock, account } = deps;
    const exchange = openExchange(request, clock.now());
    const target = routes.find(exchange.method, exchange.path);
    const stage = target?.stage ?? routes.answering(exchange.path);
    const outcome: Outcome = {};
    let reply: Reply | undefined;
    try {
        reply = await answer(deps, exchange, target, outcome, stopping);
        if (reply === undefined) {
            return;
        }
    } catch (error) {
        const failure =
            error instanceof GatewayFailure
                ? error
                : new GatewayFailure("API_CONFIGURATION_ERROR", (error as Error).message);
        outcome.failure = failure;
        const values = contextValues(exchange, stage, target?.route, account, outcome);
        reply = renderGatewayResponse(failure, stage?.api.gatewayResponses ?? {}, values);
    }
    sendResponse(response, exchange, reply, outcome.traceHeader);
    outcome.status = reply.status;
    outcome.responseLength = reply.body.length;
    outcome.responseLatency = clock.now() - exchange.startedAt;
    if (stage !== undefined) {
        putRequestMetrics(deps.metrics, stage, outcome);
        if (stage.settings.accessLog !== undefined) {
            writeAccessLog(deps.logs, stage, contextValues(exchange, stage, target?.route, account, outcome));
        }
    }
}

/** @param path the request's, or its resource's */
function methodArn({ region, accountId }: Account, { method }: Exchange, { stage }: Target, path: string): string {
    return `arn:aws:execute-api:${region}:${accountId}:${stage.api.id}/${stage.name}/${method}${path}`;
}

/** The function's answer; undefined when the client went away before it had sent its request. */
async function answer(
    { clock, account, invoke }: RequestDeps,
    exchange: Exchange,
    target: Target | undefined,
    outcome: Outcome,
    stopping: AbortSignal,
): Promise<Reply | undefined> {
    if (target === undefined) {
        throw new GatewayFailure("MISSING_AUTHENTICATION_TOKEN");
    }
    const { stage, route } = target;
    if (stage.resourcePolicy !== undefined) {
        authorize(stage.resourcePolicy, methodArn(account, exchange, target, target.path), exchange);
    }
    if (!stage.admits(route, exchange.method)) {
        throw new GatewayFailure("THROTTLED");
    }
    const body = await readBody(exchange.request);
    if (body === undefined) {
        return undefined;
    }
    const givenTrace = exchange.request.headers["x-amzn-trace-id"]?.toString();
    const trace = traceHeader(givenTrace, stage.settings.tracing ?? false, clock.now());
    outcome.traceHeader = trace;
    const calledAt = clock.now();
    try {
        const payload = await callFunction(invoke, clock, {
            functionArn: route.functionArn,
            event: JSON.stringify(proxyEvent(exchange, target, account, body, trace)),
            sourceArn: methodArn(account, exchange, target, route.path),
            traceHeader: trace,
            timeoutMilliseconds: route.timeoutMilliseconds,
            signal: stopping,
        });
        const parsed = parseProxyResponse(payload);
        outcome.integrationStatus = parsed.status;
        return createReply(parsed, stage.api, exchange);
    } finally {
        outcome.integrationLatency = clock.now() - calledAt;
    }
}
