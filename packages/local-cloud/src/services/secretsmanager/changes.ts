import type {
    CreateSecretRequest,
    DeleteSecretRequest,
    PutSecretValueRequest,
    RestoreSecretRequest,
    UpdateSecretRequest,
} from "@aws-sdk/client-secrets-manager";
import { randomUUID } from "node:crypto";

import { AwsError } from "../../aws-error";
import type { Clock } from "../../clock";
import { refuseMembers } from "../refuse-members";
import type { Call, Operation } from "../service";
import { deletionDate, toSeconds } from "./describe";
import { invalidParameter } from "./errors";
import { current, isRepeated, type Secret, type SecretVersion, withVersion } from "./secret";
import { readValue } from "./value";
import type { Vault } from "./vault";

/** The operations of Secrets Manager that change something. */
export class SecretChanges {
    readonly operations: Readonly<Record<string, Operation>> = {
        CreateSecret: (input: CreateSecretRequest, call) => this.createSecret(input, call),
        DeleteSecret: (input: DeleteSecretRequest, call) => this.deleteSecret(input, call),
        RestoreSecret: (input: RestoreSecretRequest, call) => this.restoreSecret(input, call),
        PutSecretValue: (input: PutSecretValueRequest, call) => this.putSecretValue(input, call),
        UpdateSecret: (input: UpdateSecretRequest, call) => this.updateSecret(input, call),
    };

    constructor(
        private readonly vault: Vault,
        private readonly clock: Clock,
    ) {}

    private async createSecret(input: CreateSecretRequest, call: Call): Promise<object> {
        const { Name: name = "" } = input;
        if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) {
            throw invalidParameter(
                "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
            );
        }
        const arn = this.vault.newArn(name);
        call.authorize("secretsmanager:CreateSecret", arn, { "secretsmanager:Name": name });
        refuseMembers(input, ["AddReplicaRegions", "ForceOverwriteReplicaSecret", "Type"], invalidParameter);
        return this.createAs(arn, input);
    }

    /** As CreateSecret, with an ARN that others know already. */
    async createAs(arn: string, input: CreateSecretRequest): Promise<object> {
        const { Name: name = "", ClientRequestToken: token } = input;
        const value = readValue(input);
        const known = await this.vault.byName(name);
        if (known?.deletion !== undefined) {
            throw new AwsError(
                "InvalidRequestException",
                "You can't create this secret because a secret with this name is already scheduled for deletion.",
            );
        }
        if (known !== undefined) {
            if (token === undefined || value === undefined || !isRepeated(known, token, value)) {
                throw new AwsError(
                    "ResourceExistsException",
                    `The operation failed because the secret ${name} already exists.`,
                );
            }
            return { ARN: known.arn, Name: name, VersionId: token };
        }
        const now = this.clock.now();
        const empty: Secret = {
            name,
            arn,
            description: input.Description,
            kmsKeyId: input.KmsKeyId,
            createdAt: now,
            changedAt: now,
            versions: [],
        };
        const version = value && this.version(token, value, [current]);
        await this.vault.save(version === undefined ? empty : withVersion(empty, version));
        return { ARN: arn, Name: name, VersionId: version?.id };
    }

    private async putSecretValue(input: PutSecretValueRequest, call: Call): Promise<object> {
        const secret = await this.vault.findLive(input.SecretId, "PutSecretValue", call);
        refuseMembers(input, ["RotationToken"], invalidParameter);
        const value = readValue(input);
        if (value === undefined) {
            throw invalidParameter("You must provide either SecretString or SecretBinary.");
        }
        const { ClientRequestToken: token } = input;
        if (token !== undefined && isRepeated(secret, token, value)) {
            const stages = secret.versions.find(({ id }) => id === token)?.stages;
            return { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages: stages };
        }
        const { VersionStages: stages } = input;
        // Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
        if (stages !== undefined && (stages.length < 1 || stages.length > 20)) {
            throw invalidParameter("VersionStages must have 1 to 20 staging labels.");
        }
        // The first version is current, whatever else it is.
        const first = secret.versions.length === 0 ? [current] : [];
        const version = this.version(token, value, [...new Set([...(stages ?? [current]), ...first])]);
        await this.vault.save(withVersion(secret, version));
        return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
    }

    private async updateSecret(input: UpdateSecretRequest, call: Call): Promise<object> {
        const secret = await this.vault.findLive(input.SecretId, "UpdateSecret", call);
        refuseMembers(input, ["SecretBinary", "SecretString", "Type"], invalidParameter);
        const { Description: description = secret.description, KmsKeyId: kmsKeyId = secret.kmsKeyId } = input;
        await this.vault.save({ ...secret, description, kmsKeyId: kmsKeyId || undefined, changedAt: this.clock.now() });
        return { ARN: secret.arn, Name: secret.name };
    }

    private async deleteSecret(input: DeleteSecretRequest, call: Call): Promise<object> {
        const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force = false } = input;
        if (force && days !== undefined) {
            throw invalidParameter(
                "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
            );
        }
        if (days !== undefined && (days < 7 || days > 30)) {
            throw invalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        if (force) {
            return this.forceDelete(input.SecretId, call);
        }
        const secret = await this.vault.findLive(input.SecretId, "DeleteSecret", call);
        const marked = { ...secret, deletion: { markedAt: this.clock.now(), windowDays: days ?? 30 } };
        await this.vault.save(marked);
        return { ARN: secret.arn, Name: secret.name, DeletionDate: toSeconds(deletionDate(marked)) };
    }

    /** Succeeds also for a secret that is not there, as AWS's does. */
    private async forceDelete(id: string | undefined, call: Call): Promise<object> {
        const DeletionDate = toSeconds(this.clock.now());
        try {
            const secret = await this.vault.find(id, "DeleteSecret", call);
            await this.vault.remove(secret.name);
            return { ARN: secret.arn, Name: secret.name, DeletionDate };
        } catch (error) {
            if (error instanceof AwsError && error.code === "ResourceNotFoundException") {
                return { ARN: id, Name: id, DeletionDate };
            }
            throw error;
        }
    }

    private async restoreSecret(input: RestoreSecretRequest, call: Call): Promise<object> {
        const { deletion: _gone, ...secret } = await this.vault.find(input.SecretId, "RestoreSecret", call);
        await this.vault.save(secret);
        return { ARN: secret.arn, Name: secret.name };
    }

    private version(
        token: string | undefined,
        value: Pick<SecretVersion, "text" | "binary">,
        stages: readonly string[],
    ): SecretVersion {
        if (token !== undefined && (token.length < 32 || token.length > 64)) {
            throw invalidParameter("ClientRequestToken must be 32-64 characters long.");
        }
        return { id: token ?? randomUUID(), ...value, stages, createdAt: this.clock.now() };
    }
}
