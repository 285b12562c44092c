import type { Place, Properties } from "./resource-type";

/** Pulumi functions of the `aws` package that programs call, by token. */
const functions: Readonly<Record<string, (inputs: Properties, place: Place) => Properties>> = {
    "aws:index/getRegion:getRegion": (_inputs, { region }) => ({
        id: region,
        name: region,
        region,
        description: region,
        endpoint: `ec2.${region}.amazonaws.com`,
    }),
    "aws:index/getCallerIdentity:getCallerIdentity": (_inputs, { accountId }) => ({
        id: accountId,
        accountId,
        arn: `arn:aws:iam::${accountId}:root`,
        userId: accountId,
    }),
    "aws:index/getPartition:getPartition": () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:iam/getPolicyDocument:getPolicyDocument": (inputs) => policyDocument(inputs),
};

/**
 * Answers a call of one of the `aws` package's functions.
 *
 * @throws Error naming the function when the local cloud does not know it
 */
export function invokeFunction(token: string, inputs: Properties, place: Place): Properties {
    const found = functions[token];
    if (found === undefined) {
        throw new Error(
            `the local cloud does not know the function ${token}. It knows: ${Object.keys(functions).sort().join(", ")}`,
        );
    }
    return found(inputs, place);
}

interface Statement {
    sid?: string;
    effect?: string;
    actions?: string[];
    notActions?: string[];
    resources?: string[];
    notResources?: string[];
    principals?: { type: string; identifiers: string[] }[];
    notPrincipals?: { type: string; identifiers: string[] }[];
    conditions?: { test: string; variable: string; values: string[] }[];
}

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/getpolicydocument/ */
function policyDocument(inputs: Properties): Properties {
    const statements = (inputs.statements ?? []) as Statement[];
    const document = {
        Version: (inputs.version as string | undefined) ?? "2012-10-17",
        ...(inputs.policyId === undefined ? {} : { Id: inputs.policyId as string }),
        Statement: statements.map((statement) =>
            withoutUndefined({
                Sid: statement.sid,
                Effect: statement.effect ?? "Allow",
                Action: single(statement.actions),
                NotAction: single(statement.notActions),
                Resource: single(statement.resources),
                NotResource: single(statement.notResources),
                Principal: principals(statement.principals),
                NotPrincipal: principals(statement.notPrincipals),
                Condition: conditions(statement.conditions),
            }),
        ),
    };
    const json = JSON.stringify(document, null, 2);
    return { id: "0", json, minifiedJson: JSON.stringify(document), statements };
}

function withoutUndefined(value: Properties): Properties {
    return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
}

function single(values: string[] | undefined): string | string[] | undefined {
    return values?.length === 1 ? values[0] : values;
}

function principals(list: Statement["principals"]): Properties | "*" | undefined {
    if (list === undefined) {
        return undefined;
    }
    if (list.some(({ type, identifiers }) => type === "*" && identifiers.includes("*"))) {
        return "*";
    }
    return Object.fromEntries(list.map(({ type, identifiers }) => [type, single(identifiers)]));
}

function conditions(list: Statement["conditions"]): Properties | undefined {
    if (list === undefined) {
        return undefined;
    }
    const byTest: Record<string, Properties> = {};
    for (const { test, variable, values } of list) {
        (byTest[test] ??= {})[variable] = single(values);
    }
    return byTest;
}
