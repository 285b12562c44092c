import type { PutSecretValueRequest } from "@aws-sdk/client-secrets-manager";
import { randomUUID } from "node:crypto";

import type { Clock } from "../../clock";
import { refuseMembers } from "../refuse-members";
import type { Call } from "../service";
import { invalidParameter } from "./errors";
import { current, isRepeated, withVersion } from "./secret";
import { readValue } from "./value";
import type { Vault } from "./vault";

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html. Throws `AwsError`. */
export async function putSecretValue(
    vault: Vault,
    clock: Clock,
    input: PutSecretValueRequest,
    call: Call,
): Promise<object> {
    const secret = vault.find(input.SecretId, "PutSecretValue", call);
    refuseMembers(input, ["RotationToken"], invalidParameter);
    const value = readValue(input);
    if (value === undefined) {
        throw invalidParameter("You must provide either SecretString or SecretBinary.");
    }
    const { ClientRequestToken: token = randomUUID(), VersionStages: given = [current] } = input;
    if (token.length < 32 || token.length > 64) {
        throw invalidParameter("ClientRequestToken must be 32-64 characters long.");
    }
    if (isRepeated(secret, token, value)) {
        const stages = secret.versions.find(({ id }) => id === token)?.stages;
        return { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages: stages };
    }
    if (given.length < 1 || given.length > 20) {
        throw invalidParameter("VersionStages must have 1 to 20 staging labels.");
    }
    // The first version is current, whatever else it is.
    const stages = [...new Set([...given, ...(secret.versions.length === 0 ? [current] : [])])];
    await vault.save(withVersion(secret, { id: token, ...value, stages, createdAt: clock.now() }));
    return { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages: stages };
}
