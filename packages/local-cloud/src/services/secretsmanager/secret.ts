import { AwsError } from "../../aws-error";
import { epochSeconds } from "../json-protocol";

/** One of them. */
interface Value {
    text?: string | undefined;
    /** In base64. */
    binary?: string | undefined;
}

/** One value that a secret has or had. */
export interface SecretVersion extends Value {
    id: string;
    /** Staging labels, such as AWSCURRENT. A version without any is deprecated. */
    stages: readonly string[];
    /** Milliseconds since the epoch. */
    createdAt: number;
}

/** What a program says of a secret. */
export interface SecretSettings {
    description?: string | undefined;
    /** Told, and without effect here. */
    kmsKeyId?: string | undefined;
}

/** A secret, as the store keeps it. Never changed in place. */
export interface Secret extends SecretSettings {
    name: string;
    arn: string;
    /** Instants are in milliseconds since the epoch. */
    createdAt: number;
    changedAt: number;
    /** Oldest first. */
    versions: readonly SecretVersion[];
}

export const current = "AWSCURRENT";
const pending = "AWSPENDING";
const previous = "AWSPREVIOUS";

/**
 * How many versions a secret keeps; deprecated ones go first.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
 */
const maxVersions = 100;
const maxBytes = 65_536;

/** The version with a staging label. */
export function versionAt(secret: Secret, stage: string): SecretVersion | undefined {
    return secret.versions.find(({ stages }) => stages.includes(stage));
}

/** `secret` with a new version that takes `stages` from whichever versions have them. */
export function withVersion(secret: Secret, version: SecretVersion): Secret {
    const added = { ...secret, versions: [...secret.versions, { ...version, stages: [] }] };
    const staged = version.stages.reduce<Secret>((result, stage) => withStage(result, stage, version.id), added);
    const excess = Math.max(0, staged.versions.length - maxVersions);
    const dropped = new Set(staged.versions.filter(({ stages }) => stages.length === 0).slice(0, excess));
    return { ...staged, versions: staged.versions.filter((each) => !dropped.has(each)), changedAt: version.createdAt };
}

/**
 * `secret` with the label `stage` on the version `to`, and on no other. The version that AWSCURRENT leaves gets
 * AWSPREVIOUS and loses AWSPENDING, as AWS was seen to do. Labels are in alphabetical order.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
function withStage(secret: Secret, stage: string, to: string): Secret {
    const from = versionAt(secret, stage)?.id;
    if (from === to) {
        return secret;
    }
    const versions = secret.versions.map((version) => {
        const left = stage === current && version.id === from ? [current, pending] : [stage];
        const others = version.stages.filter((each) => !left.includes(each));
        return { ...version, stages: version.id === to ? [...others, stage].sort() : others };
    });
    const moved = { ...secret, versions };
    return stage === current && from !== undefined ? withStage(moved, previous, from) : moved;
}

/**
 * The version called `id` when it is there already with just this value, so that a repeated request does nothing.
 * @throws AwsError `ResourceExistsException` when it is there with another value; `InvalidParameterException` for two
 * values or none, `ValidationException` for one that is too long
 */
export function readVersion(secret: Secret, id: string, value: Value): SecretVersion | undefined {
    const { text, binary } = value;
    if ((text === undefined) === (binary === undefined)) {
        throw new AwsError("InvalidParameterException", "You must provide either SecretString or SecretBinary.");
    }
    if (Buffer.byteLength(text ?? binary ?? "", text === undefined ? "base64" : "utf8") > maxBytes) {
        throw new AwsError(
            "ValidationException",
            `1 validation error detected: Value at '${text === undefined ? "secretBinary" : "secretString"}' failed to ` +
                `satisfy constraint: Member must have length less than or equal to ${maxBytes}`,
        );
    }
    const version = secret.versions.find((each) => each.id === id);
    if (version !== undefined && (version.text !== text || version.binary !== binary)) {
        throw new AwsError(
            "ResourceExistsException",
            `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
        );
    }
    return version;
}

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
export function stagesByVersion({ versions }: Secret): Record<string, readonly string[]> {
    return Object.fromEntries(versions.flatMap(({ id, stages }) => (stages.length > 0 ? [[id, stages]] : [])));
}
