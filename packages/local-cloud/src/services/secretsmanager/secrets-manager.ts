import type {
    DescribeSecretRequest,
    GetSecretValueRequest,
    ListSecretsRequest,
    ListSecretVersionIdsRequest,
    PutSecretValueRequest,
} from "@aws-sdk/client-secrets-manager";

import { AwsError } from "../../aws-error";
import { pageAt } from "../page-at";
import { refuseMembers } from "../refuse-members";
import { clientSchemas } from "../client-schemas";
import type { Call, JsonService, Lifecycle, Operation } from "../service";
import { describe, describeValue, describeVersion, stagesByVersion } from "./describe";
import { invalidParameter, invalidToken } from "./errors";
import { nameFilter } from "./name-filter";
import { putSecretValue } from "./put-secret-value";
import { current, type Secret, type SecretSettings, type SecretVersion, versionAt } from "./secret";
import { Vault, type VaultDeps } from "./vault";

/**
 * AWS Secrets Manager: secrets with staged versions, kept in the store. Values are not encrypted: the data folder is
 * as secret as they are.
 */
export class SecretsManager implements JsonService, Lifecycle {
    readonly name = "SecretsManager";
    readonly targetPrefix = "secretsmanager";
    readonly jsonVersion = "1.1";
    readonly operations: Readonly<Record<string, Operation>>;
    private readonly vault: Vault;

    constructor(private readonly deps: VaultDeps) {
        this.vault = new Vault(deps);
        this.operations = {
            PutSecretValue: (input: PutSecretValueRequest, call) => putSecretValue(this.vault, deps.clock, input, call),
            DescribeSecret: (input: DescribeSecretRequest, call) => this.describeSecret(input, call),
            GetSecretValue: (input: GetSecretValueRequest, call) => this.getSecretValue(input, call),
            ListSecretVersionIds: (input: ListSecretVersionIdsRequest, call) => this.listVersions(input, call),
            ListSecrets: (input: ListSecretsRequest, call) => this.listSecrets(input, call),
        };
    }
    get schemas() {
        return clientSchemas("@aws-sdk/client-secrets-manager");
    }

    async start(): Promise<void> {
        await this.vault.load();
    }

    async stop(): Promise<void> {}

    /** Makes the secret that a program declares, or brings the one that stands to it, its values kept. */
    async putSecret(arn: string, name: string, settings: SecretSettings): Promise<void> {
        const now = this.deps.clock.now();
        const before = this.vault.byName(name) ?? { name, arn, createdAt: now, versions: [] };
        await this.vault.save({ ...before, ...settings, changedAt: now });
    }

    /** Deletes a secret for good. No error when there is none. */
    async deleteSecret(name: string): Promise<void> {
        await this.vault.remove(name);
    }

    private async describeSecret(input: DescribeSecretRequest, call: Call): Promise<object> {
        const secret = this.vault.find(input.SecretId, "DescribeSecret", call);
        return { ...describe(secret), VersionIdsToStages: stagesByVersion(secret) };
    }

    private async getSecretValue(input: GetSecretValueRequest, call: Call): Promise<object> {
        const secret = this.vault.find(input.SecretId, "GetSecretValue", call);
        const version = versionFor(secret, input);
        return describeValue(secret, version);
    }

    private async listVersions(input: ListSecretVersionIdsRequest, call: Call): Promise<object> {
        const secret = this.vault.find(input.SecretId, "ListSecretVersionIds", call);
        const listed = secret.versions.filter(({ stages }) => stages.length > 0 || input.IncludeDeprecated === true);
        const { page, next } = pageAt(listed, input.MaxResults ?? 100, input.NextToken, invalidToken);
        return { ARN: secret.arn, Name: secret.name, Versions: page.map(describeVersion), NextToken: next };
    }

    private async listSecrets(input: ListSecretsRequest, call: Call): Promise<object> {
        call.authorize("secretsmanager:ListSecrets", "*");
        refuseMembers(input, ["IncludePlannedDeletion", "SortBy", "SortOrder"], invalidParameter);
        const isListed = nameFilter(input.Filters ?? []);
        const secrets = this.vault.all().filter(({ name }) => isListed(name));
        // By creation, newest first.
        secrets.sort((a, b) => b.createdAt - a.createdAt || (a.name < b.name ? 1 : -1));
        const { page, next } = pageAt(secrets, input.MaxResults ?? 100, input.NextToken, invalidToken);
        const list = page.map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesByVersion(secret) }));
        return { SecretList: list, NextToken: next };
    }
}

/** @throws AwsError `ResourceNotFoundException`, `InvalidRequestException` */
function versionFor(secret: Secret, { VersionId: id, VersionStage: stage }: GetSecretValueRequest): SecretVersion {
    if (id === undefined) {
        return versionAt(secret, stage ?? current) ?? notFound(`staging label: ${stage ?? current}`);
    }
    const version = secret.versions.find((each) => each.id === id) ?? notFound(`VersionId: ${id}`);
    if (stage !== undefined && !version.stages.includes(stage)) {
        throw new AwsError(
            "InvalidRequestException",
            "You provided a VersionStage that is not associated to the provided VersionId.",
        );
    }
    return version;
}

function notFound(what: string): never {
    throw new AwsError(
        "ResourceNotFoundException",
        `Secrets Manager can't find the specified secret value for ${what}`,
    );
}
