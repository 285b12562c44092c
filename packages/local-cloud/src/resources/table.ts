import { apiGatewayTypes } from "./apigateway";
import { dynamoDbTypes } from "./dynamodb";
import { eventBridgeTypes } from "./eventbridge";
import { iamTypes } from "./iam";
import { inertTypes } from "./inert";
import { lambdaTypes } from "./lambda";
import { logsTypes } from "./logs";
import type { Declared, ResourceType } from "./resource-type";
import { secretsManagerTypes } from "./secretsmanager";
import { sqsTypes } from "./sqs";

/** Every resource type that the local cloud knows, by Pulumi's type token. */
const table: Readonly<Record<string, ResourceType>> = {
    ...apiGatewayTypes,
    ...dynamoDbTypes,
    ...eventBridgeTypes,
    ...iamTypes,
    ...inertTypes,
    ...lambdaTypes,
    ...logsTypes,
    ...secretsManagerTypes,
    ...sqsTypes,
};

/** Pulumi's tokens of every resource type that the local cloud knows, in order. */
export function knownTypes(): string[] {
    return Object.keys(table).sort();
}

export function isKnown(type: string): boolean {
    return Object.hasOwn(table, type);
}

/**
 * What the type of a declared resource means here.
 *
 * @throws Error naming the type and the resource when the local cloud does not know it
 */
export function resourceType({ type, name }: Pick<Declared, "type" | "name">): ResourceType {
    const found = table[type];
    if (found === undefined) {
        throw new Error(
            `the local cloud does not know the resource type ${type} (resource "${name}"). It knows: ` +
                knownTypes().join(", "),
        );
    }
    return found;
}
