import { epochSeconds } from "../json-protocol";
import type { Secret, SecretVersion } from "./secret";

/** A secret as DescribeSecret and ListSecrets tell of it. */
export function describe(secret: Secret) {
    return {
        ARN: secret.arn,
        Name: secret.name,
        Description: secret.description,
        KmsKeyId: secret.kmsKeyId,
        CreatedDate: epochSeconds(secret.createdAt),
        LastChangedDate: epochSeconds(secret.changedAt),
    };
}

/** The staging labels by version; only versions that have some. */
export function stagesByVersion(secret: Secret): Record<string, readonly string[]> {
    const staged = secret.versions.filter(({ stages }) => stages.length > 0);
    return Object.fromEntries(staged.map(({ id, stages }) => [id, stages]));
}

/** A version as ListSecretVersionIds tells of it. */
export function describeVersion({ id, stages, createdAt }: SecretVersion) {
    return { VersionId: id, VersionStages: stages, CreatedDate: epochSeconds(createdAt) };
}

/** A version with its value, as GetSecretValue gives it. */
export function describeValue(secret: Secret, version: SecretVersion) {
    return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        SecretString: version.text,
        SecretBinary: version.binary,
        VersionStages: version.stages,
        CreatedDate: epochSeconds(version.createdAt),
    };
}
