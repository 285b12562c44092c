/**
 * The resource policy of a public API: who may call it. There always is one, since taking a policy off an API leaves it
 * in force until somebody redeploys the stage; a changed policy makes awsx redeploy it.
 *
 * In the form that API Gateway hands back as it was: it would expand `execute-api:/*` to an ARN, a difference at every
 * run.
 *
 * @param allowedCidrs addresses or CIDR blocks; everyone when undefined
 */
export function invokePolicy(allowedCidrs: readonly string[] | undefined): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { AWS: "*" },
                Action: "execute-api:Invoke",
                Resource: "*",
                ...(allowedCidrs && { Condition: { IpAddress: { "aws:SourceIp": allowedCidrs } } }),
            },
        ],
    });
}
