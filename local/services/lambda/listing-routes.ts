import { latestVersion } from "./function-arn";
import { functionConfiguration } from "./function-configuration";
import { json, type RestFrontDeps, type Route } from "./route";

/** Lambda's quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const quotas = { TotalCodeSize: 75 * 1024 ** 3, CodeSizeUnzipped: 250 * 1024 ** 2, CodeSizeZipped: 50 * 1024 ** 2 };

/**
 * GetAccountSettings, ListTags, and the lists of what a function has one of here, `$LATEST`, or none: versions, aliases
 * and event source mappings.
 */
export function listingRoutes({ registry, accountConcurrency }: RestFrontDeps): Route[] {
    return [
        {
            method: "GET",
            path: "/2016-08-19/account-settings",
            async run({ call }) {
                call.authorize("lambda:GetAccountSettings", "*");
                const all = registry.all();
                return json(200, {
                    AccountLimit: {
                        ...quotas,
                        ConcurrentExecutions: accountConcurrency,
                        UnreservedConcurrentExecutions: accountConcurrency - registry.reservedConcurrency(),
                    },
                    AccountUsage: {
                        TotalCodeSize: all.reduce((sum, { definition }) => sum + definition.codeBytes, 0),
                        FunctionCount: all.length,
                    },
                });
            },
        },
        {
            method: "GET",
            path: "/2017-03-31/tags/{Resource}",
            async run({ functionName, call }) {
                const { arn, definition } = registry.get(functionName);
                call.authorize("lambda:ListTags", arn);
                return json(200, { Tags: definition.tags ?? {} });
            },
        },
        {
            method: "GET",
            path: "/2015-03-31/functions/{FunctionName}/versions",
            async run({ functionName, call }) {
                const entry = registry.get(functionName);
                call.authorize("lambda:ListVersionsByFunction", entry.arn);
                const latest = { ...functionConfiguration(entry), FunctionArn: `${entry.arn}:${latestVersion}` };
                return json(200, { Versions: [latest] });
            },
        },
        {
            method: "GET",
            path: "/2015-03-31/functions/{FunctionName}/aliases",
            async run({ functionName, call }) {
                call.authorize("lambda:ListAliases", registry.get(functionName).arn);
                return json(200, { Aliases: [] });
            },
        },
        {
            method: "GET",
            path: "/2015-03-31/event-source-mappings",
            async run({ call }) {
                call.authorize("lambda:ListEventSourceMappings", "*");
                return json(200, { EventSourceMappings: [] });
            },
        },
    ];
}
