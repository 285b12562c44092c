import { AwsError } from "../../aws-error";
import type { Call, RestRequest, RestResponse } from "../service";
import { eventInvokeConfigRoutes } from "./event-invoke-config-routes";
import { functionRoutes } from "./function-routes";
import { invokeRoutes } from "./invoke-routes";
import { listingRoutes } from "./listing-routes";
import { policyRoutes } from "./policy-routes";
import type { RestFrontDeps, Route } from "./route";

/** The dates that the paths of Lambda's API start with (its model in @aws-sdk/client-lambda). */
export const pathPrefixes = [
    "/2014-11-13/",
    "/2015-03-31/",
    "/2016-08-19/",
    "/2017-03-31/",
    "/2017-10-31/",
    "/2018-10-31/",
    "/2019-09-25/",
    "/2019-09-30/",
    "/2020-04-22/",
    "/2020-06-30/",
    "/2021-07-20/",
    "/2021-10-31/",
    "/2021-11-15/",
    "/2024-08-31/",
    "/2025-11-30/",
    "/2025-12-01/",
    "/2026-07-09/",
];

/** Lambda's API over HTTP. */
export class RestFront {
    private readonly routes: readonly (Route & { expression: RegExp })[];

    constructor(deps: RestFrontDeps) {
        const groups = [invokeRoutes, functionRoutes, listingRoutes, policyRoutes, eventInvokeConfigRoutes];
        const routes = groups.flatMap((of) => of(deps));
        this.routes = routes.map((route) => ({ ...route, expression: expressionOf(route.path) }));
    }

    /** @throws AwsError `UnknownOperationException` for what is not done locally */
    async handle({ method, path, query, body }: RestRequest, call: Call): Promise<RestResponse> {
        for (const route of this.routes) {
            const match = route.method === method ? route.expression.exec(path) : null;
            if (match !== null) {
                const [given = "", last = ""] = match.slice(1).map(decoded);
                return route.run({ functionName: qualified(given, query.get("Qualifier")), last, query, body, call });
            }
        }
        throw new AwsError("UnknownOperationException", `The local Lambda does not have ${method} ${path}.`, 404);
    }
}

function expressionOf(path: string): RegExp {
    return new RegExp(`^${path.replace(/\{\w+\}/g, "([^/]+)")}/?$`);
}

/** @throws AwsError `ValidationException` for a percent sign without its two digits */
function decoded(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        throw new AwsError("ValidationException", `The path holds ${part}, which is not percent-encoded.`);
    }
}

/** The function with the qualifier, which may come in either place. */
function qualified(functionName: string, qualifier: string | null): string {
    return qualifier === null || functionName.endsWith(`:${qualifier}`) ? functionName : `${functionName}:${qualifier}`;
}
