import type {
    DescribeSecretRequest,
    Filter,
    GetSecretValueRequest,
    ListSecretsRequest,
    ListSecretVersionIdsRequest,
    PutSecretValueRequest,
} from "@aws-sdk/client-secrets-manager";
import { randomUUID } from "node:crypto";

import { AwsError } from "../../aws-error";
import type { Collection } from "../../store";
import { clientSchemas } from "../client-schemas";
import { epochSeconds } from "../json-protocol";
import { pageAt } from "../page-at";
import { refuseMembers } from "../refuse-members";
import type { ServiceDeps } from "../registration";
import type { Call, JsonService, Lifecycle, Operation } from "../service";
import {
    current,
    describe,
    readVersion,
    type Secret,
    type SecretSettings,
    stagesByVersion,
    versionAt,
    withVersion,
} from "./secret";

/** The service's requests as JSON has them: bytes are base64. */
type PutInput = Omit<PutSecretValueRequest, "SecretBinary"> & { SecretBinary?: string };

/**
 * AWS Secrets Manager: secrets with staged versions, kept in the store. Values are not encrypted: the data folder is
 * as secret as they are.
 */
export class SecretsManager implements JsonService, Lifecycle {
    readonly name = "SecretsManager";
    readonly targetPrefix = "secretsmanager";
    readonly jsonVersion = "1.1";
    readonly operations: Readonly<Record<string, Operation>> = {
        PutSecretValue: (input: PutInput, call) => this.putSecretValue(input, call),
        DescribeSecret: async (input: DescribeSecretRequest, call) => {
            const secret = this.find(input.SecretId, "DescribeSecret", call);
            return { ...describe(secret), VersionIdsToStages: stagesByVersion(secret) };
        },
        GetSecretValue: (input: GetSecretValueRequest, call) => this.getSecretValue(input, call),
        ListSecretVersionIds: (input: ListSecretVersionIdsRequest, call) => this.listVersions(input, call),
        ListSecrets: (input: ListSecretsRequest, call) => this.listSecrets(input, call),
    };
    private readonly secrets = new Map<string, Secret>();
    private readonly stored: Collection<Secret>;

    constructor(private readonly deps: Pick<ServiceDeps, "store" | "clock" | "account">) {
        this.stored = deps.store.collection("secrets");
    }

    get schemas() {
        return clientSchemas("@aws-sdk/client-secrets-manager");
    }

    async start(): Promise<void> {
        for await (const [name, secret] of this.stored.entries()) {
            this.secrets.set(name, secret);
        }
    }

    async stop(): Promise<void> {}

    /** Makes the secret that a program declares, or brings the one that stands to it, its values kept. */
    async putSecret(arn: string, name: string, settings: SecretSettings): Promise<void> {
        const now = this.deps.clock.now();
        const before = this.secrets.get(name) ?? { name, arn, createdAt: now, versions: [] };
        await this.save({ ...before, ...settings, changedAt: now });
    }

    /** Deletes a secret for good. No error when there is none. */
    async deleteSecret(name: string): Promise<void> {
        this.secrets.delete(name);
        await this.deps.store.write([this.stored.del(name)]);
    }

    /** Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html. Throws `AwsError`. */
    private async putSecretValue(input: PutInput, call: Call): Promise<object> {
        const secret = this.find(input.SecretId, "PutSecretValue", call);
        refuseMembers(input, ["RotationToken"], invalidParameter);
        const { ClientRequestToken: id = randomUUID(), VersionStages: given = [current] } = input;
        if (id.length < 32 || id.length > 64) {
            throw invalidParameter("ClientRequestToken must be 32-64 characters long.");
        }
        const { SecretString: text, SecretBinary: binary } = input;
        const version = readVersion(secret, id, { text, binary });
        const answer = { ARN: secret.arn, Name: secret.name, VersionId: id };
        if (version !== undefined) {
            return { ...answer, VersionStages: version.stages };
        }
        if (given.length < 1 || given.length > 20) {
            throw invalidParameter("VersionStages must have 1 to 20 staging labels.");
        }
        // The first version is current, whatever else it is.
        const stages = [...new Set([...given, ...(secret.versions.length === 0 ? [current] : [])])];
        await this.save(withVersion(secret, { id, text, binary, stages, createdAt: this.deps.clock.now() }));
        return { ...answer, VersionStages: stages };
    }

    private async getSecretValue(input: GetSecretValueRequest, call: Call): Promise<object> {
        const secret = this.find(input.SecretId, "GetSecretValue", call);
        const { VersionId: id, VersionStage: stage = id === undefined ? current : undefined } = input;
        const version =
            id === undefined ? versionAt(secret, stage ?? "") : secret.versions.find((each) => each.id === id);
        if (version === undefined) {
            const what = id === undefined ? `staging label: ${stage}` : `VersionId: ${id}`;
            throw notFound(`Secrets Manager can't find the specified secret value for ${what}`);
        }
        if (stage !== undefined && !version.stages.includes(stage)) {
            throw new AwsError(
                "InvalidRequestException",
                "You provided a VersionStage that is not associated to the provided VersionId.",
            );
        }
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

    private async listVersions(input: ListSecretVersionIdsRequest, call: Call): Promise<object> {
        const secret = this.find(input.SecretId, "ListSecretVersionIds", call);
        const listed = secret.versions.filter(({ stages }) => stages.length > 0 || input.IncludeDeprecated === true);
        const { page, next } = pageAt(listed, input.MaxResults ?? 100, input.NextToken, invalidToken);
        const versions = page.map(({ id, stages, createdAt }) => ({
            VersionId: id,
            VersionStages: stages,
            CreatedDate: epochSeconds(createdAt),
        }));
        return { ARN: secret.arn, Name: secret.name, Versions: versions, NextToken: next };
    }

    private async listSecrets(input: ListSecretsRequest, call: Call): Promise<object> {
        call.authorize("secretsmanager:ListSecrets", "*");
        refuseMembers(input, ["IncludePlannedDeletion", "SortBy", "SortOrder"], invalidParameter);
        const prefixes = (input.Filters ?? []).map(readPrefixes);
        const secrets = [...this.secrets.values()].filter(({ name }) =>
            prefixes.every((any) => any.some((prefix) => name.startsWith(prefix))),
        );
        // By creation, newest first.
        secrets.sort((a, b) => b.createdAt - a.createdAt || (a.name < b.name ? 1 : -1));
        const { page, next } = pageAt(secrets, input.MaxResults ?? 100, input.NextToken, invalidToken);
        const list = page.map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesByVersion(secret) }));
        return { SecretList: list, NextToken: next };
    }

    /**
     * The secret that `id` means: its name, its ARN, or its ARN without the six characters.
     *
     * @param action checked before anything is said about the secret
     * @throws AwsError `AccessDeniedException`, `ResourceNotFoundException`
     */
    private find(id = "", action: string, call: Call): Secret {
        const { region, accountId } = this.deps.account;
        const start = `arn:aws:secretsmanager:${region}:${accountId}:secret:`;
        const given = id.startsWith(start) ? id.slice(start.length) : id;
        const secret = this.secrets.get(given) ?? this.secrets.get(given.replace(/-[A-Za-z0-9]{6}$/, ""));
        const isMeant = secret !== undefined && [secret.name, secret.arn, start + secret.name].includes(id);
        call.authorize(`secretsmanager:${action}`, isMeant ? secret.arn : start + given);
        if (!isMeant) {
            throw notFound("Secrets Manager can't find the specified secret.");
        }
        return secret;
    }

    /** Resolves once it is on disk. Whoever asks meanwhile builds on it already. */
    private async save(secret: Secret): Promise<void> {
        this.secrets.set(secret.name, secret);
        await this.deps.store.write([this.stored.put(secret.name, secret)]);
    }
}

/**
 * What the names that pass a filter may start with.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
 *
 * @throws AwsError `InvalidParameterException` for a filter by anything else, or by what a name must not start with
 */
function readPrefixes({ Key: key = "" as "name", Values: values = [] }: Filter): string[] {
    if (key !== "name" || values.some((value) => value.startsWith("!"))) {
        throw invalidParameter(`The local cloud does not filter secrets by "${key}" ${JSON.stringify(values)}.`);
    }
    return values;
}

function invalidParameter(message: string): AwsError {
    return new AwsError("InvalidParameterException", message);
}

function invalidToken(token: string): AwsError {
    return new AwsError("InvalidNextTokenException", `The NextToken "${token}" is not valid.`);
}

function notFound(message: string): AwsError {
    return new AwsError("ResourceNotFoundException", message);
}
