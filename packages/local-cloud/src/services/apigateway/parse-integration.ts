import { invalidApi, readObject } from "./invalid-api";
import type { Route } from "./route";

/** The longest, and what stands when none is given. Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const defaultTimeoutMilliseconds = 29_000;

/**
 * Reads `x-amazon-apigateway-integration`, which must be Lambda's proxy integration.
 *
 * @param where the method, for errors: `POST /orders/new`
 * @throws AwsError `BadRequestException` that names what is wrong or not supported
 */
export function parseIntegration(
    api: string,
    where: string,
    value: unknown,
): Pick<Route, "functionArn" | "timeoutMilliseconds"> {
    if (value === undefined) {
        throw invalidApi(api, `${where} has no x-amazon-apigateway-integration`);
    }
    const integration = readObject(api, `the integration of ${where}`, value);
    const type = String(integration.type).toLowerCase();
    if (type !== "aws_proxy") {
        throw invalidApi(api, `${where} has an integration of type ${type}: only aws_proxy is supported`);
    }
    if (integration.credentials !== undefined) {
        throw invalidApi(api, `${where} has an integration with credentials: they are not supported`);
    }
    const { httpMethod = "POST", timeoutInMillis = defaultTimeoutMilliseconds } = integration;
    if (String(httpMethod).toUpperCase() !== "POST") {
        throw invalidApi(
            api,
            `${where}: a function's integration must have httpMethod POST, not ${String(httpMethod)}`,
        );
    }
    if (typeof timeoutInMillis !== "number" || !(timeoutInMillis >= 50)) {
        throw invalidApi(api, `${where}: timeoutInMillis must be a number of at least 50`);
    }
    return { functionArn: functionArn(api, where, integration.uri), timeoutMilliseconds: timeoutInMillis };
}

function functionArn(api: string, where: string, uri: unknown): string {
    const [, region, arn] =
        /^arn:[\w-]+:apigateway:([^:]*):lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(
            String(uri),
        ) ?? [];
    if (arn === undefined) {
        throw invalidApi(api, `${where} has an integration with the uri ${String(uri)}, which names no function`);
    }
    if (region === "undefined" || region === "") {
        throw invalidApi(api, `${where}: the region in ${String(uri)} is missing; set aws:region`);
    }
    return arn;
}
