import type { Secret, SecretVersion } from "./secret";

const day = 24 * 60 * 60 * 1000;

/** Seconds since the epoch, as JSON protocols say instants. */
export function toSeconds(milliseconds: number | undefined): number | undefined {
    return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** A secret as DescribeSecret and ListSecrets tell of it. DeletedDate is when its time to be restored ends. */
export function describe(secret: Secret) {
    return {
        ARN: secret.arn,
        Name: secret.name,
        Description: secret.description,
        KmsKeyId: secret.kmsKeyId,
        CreatedDate: toSeconds(secret.createdAt),
        LastChangedDate: toSeconds(secret.changedAt),
        DeletedDate: toSeconds(deletionDate(secret)),
    };
}

/** The staging labels by version; only versions that have some. */
export function stagesByVersion(secret: Secret): Record<string, readonly string[]> {
    const staged = secret.versions.filter(({ stages }) => stages.length > 0);
    return Object.fromEntries(staged.map(({ id, stages }) => [id, stages]));
}

/** A version as ListSecretVersionIds tells of it. */
export function describeVersion({ id, stages, createdAt }: SecretVersion) {
    return { VersionId: id, VersionStages: stages, CreatedDate: toSeconds(createdAt) };
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
        CreatedDate: toSeconds(version.createdAt),
    };
}

/** In milliseconds since the epoch; undefined unless the secret is marked for deletion. */
export function deletionDate({ deletion }: Secret): number | undefined {
    return deletion && deletion.markedAt + deletion.windowDays * day;
}
