import type { Grant } from "./function";

/**
 * What the services ask of the key for whoever uses what it encrypts.
 * DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 * Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 * SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * A bus asks nothing of who puts events on it: EventBridge itself uses the key.
 */
const keyUses: Readonly<Record<string, string[]>> = {
    dynamodb: ["kms:Decrypt"],
    secretsmanager: ["kms:Decrypt"],
    sqs: ["kms:Decrypt", "kms:GenerateDataKey"],
};

/** The grants on `kmsKeyArn` that go with `grants`: through the services that these use, and through no other. */
export function grantKey(kmsKeyArn: string | undefined, grants: readonly Grant[]): Grant[] {
    if (kmsKeyArn === undefined) {
        return [];
    }
    const region = kmsKeyArn.split(":")[3];
    const services = new Set(grants.flatMap(({ actions }) => actions.map((action) => action.split(":")[0] ?? "")));
    return Object.entries(keyUses)
        .filter(([service]) => services.has(service))
        .map(([service, actions]) => ({
            actions,
            resources: [kmsKeyArn],
            conditions: { StringEquals: { "kms:ViaService": `${service}.${region}.amazonaws.com` } },
        }));
}
