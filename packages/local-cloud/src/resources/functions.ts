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
    // No partner is there to make a source: whichever is asked for waits for its bus.
    "aws:cloudwatch/getEventSource:getEventSource": ({ namePrefix }, { region }) => ({
        id: namePrefix,
        name: namePrefix,
        namePrefix,
        region,
        arn: `arn:aws:events:${region}::event-source/${String(namePrefix)}`,
        createdBy: String(namePrefix).split("/").slice(0, 2).join("/"),
        state: "PENDING",
    }),
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
