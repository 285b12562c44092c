import {
    GetSecretValueCommand,
    ListSecretVersionIdsCommand,
    type GetSecretValueCommandInput,
    type SecretsManagerClient,
    type SecretVersionsListEntry,
} from "@aws-sdk/client-secrets-manager";

import { parseSigningSecrets, type SecretFlaw, type SigningSecret } from "./signing-secret-value";

/** The signing secrets that count at the moment. */
export interface SigningSecrets {
    /**
     * Each endpoint's current secret, then those previous ones that still count; from the cache when that is young enough.
     * @throws when the secret store cannot be read, or holds none, and the cache is empty or too old
     */
    current(): Promise<readonly SigningSecret[]>;
    /**
     * Reads the store again, because nothing in the cache verifies a request. At most once in `refreshSeconds`, so that
     * a flood of forged requests does not become a flood of reads.
     *
     * @returns those that were not in the cache
     */
    refreshed(): Promise<readonly SigningSecret[]>;
}

export interface SigningSecretsDeps {
    client: Pick<SecretsManagerClient, "send">;
    secretArn: string;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    /** Told when the store fails and the cache serves on. */
    onStale: (error: unknown) => void;
    /** Told what cannot be right in the store, each time that changes, and otherwise once in five minutes. */
    onFlaws: (flaws: readonly SecretFlaw[]) => void;
}

/** How long an execution environment goes on with the secrets that it read. */
export const cacheMilliseconds = 300_000;
const refreshMilliseconds = 10_000;
/** With the store down, a cache this old is served no more: a secret that was revoked must not count for ever. */
const staleMilliseconds = 3_600_000;
/** Stripe lets a rolled secret sign for 24 hours at most (https://docs.stripe.com/webhooks#roll-endpoint-secrets). */
const previousMilliseconds = 24 * 3_600_000;
/** How many versions of a day are looked at; more would be a mistake, and each costs a read. */
const maxPreviousVersions = 10;

/** Reads the signing secrets from Secrets Manager, with a cache that notices a rotation. */
export function createSigningSecrets(deps: SigningSecretsDeps): SigningSecrets {
    const { client, secretArn, now, onStale } = deps;
    const tellFlaws = limitFlaws(deps);
    let cache: { secrets: readonly SigningSecret[]; readAt: number } | undefined;
    let reading: Promise<readonly SigningSecret[]> | undefined;
    let lastRead = -Infinity;

    /** Concurrent callers share one read. */
    function read(): Promise<readonly SigningSecret[]> {
        lastRead = now();
        reading ??= readStore().finally(() => {
            reading = undefined;
        });
        return reading;
    }

    async function readStore(): Promise<readonly SigningSecret[]> {
        const { SecretString, VersionId, CreatedDate } = await readVersion({ VersionStage: "AWSCURRENT" });
        if (!SecretString) {
            throw new Error(`the secret ${secretArn} has no value`);
        }
        const { secrets: current, flaws } = parseSigningSecrets(SecretString);
        tellFlaws(flaws);
        const secrets = [...current, ...(await findPrevious(current, { VersionId, CreatedDate }))];
        if (secrets.length === 0) {
            throw new Error(`the secret ${secretArn} holds no signing secret that can be right`);
        }
        cache = { secrets, readAt: now() };
        return secrets;
    }

    /**
     * Of each endpoint, the secret before its current one, for 24 hours from the version that replaced it. Several endpoints
     * may be rotated in a day, each in a version of its own: the label AWSPREVIOUS knows the last of them alone.
     */
    async function findPrevious(current: readonly SigningSecret[], newest: SecretVersionsListEntry) {
        const previous = new Map<string, SigningSecret>();
        let replacedAt = newest.CreatedDate?.getTime() ?? 0;
        if (!stillCounts(replacedAt)) {
            return [];
        }
        const isCurrent = ({ secret }: SigningSecret) => current.some((one) => one.secret === secret);
        for (const { VersionId, CreatedDate } of await listVersionsBefore(newest)) {
            const { SecretString = "" } = await readVersion({ VersionId });
            for (const one of parseSigningSecrets(SecretString).secrets) {
                if (!isCurrent(one) && !previous.has(one.endpoint)) {
                    previous.set(one.endpoint, one);
                }
            }
            replacedAt = CreatedDate?.getTime() ?? 0;
            if (!stillCounts(replacedAt)) {
                break;
            }
        }
        return previous.values();
    }

    function stillCounts(replacedAt: number): boolean {
        return now() - replacedAt < previousMilliseconds;
    }

    /** Newest first. Those without a label are kept for a day at least (Secrets Manager User Guide, "Secret versions"). */
    async function listVersionsBefore({ VersionId, CreatedDate = new Date(0) }: SecretVersionsListEntry) {
        const versions: SecretVersionsListEntry[] = [];
        let NextToken: string | undefined;
        do {
            const page = await client.send(
                new ListSecretVersionIdsCommand({ SecretId: secretArn, IncludeDeprecated: true, NextToken }),
            );
            versions.push(...(page.Versions ?? []));
            ({ NextToken } = page);
        } while (NextToken !== undefined);
        const timeOf = (version: SecretVersionsListEntry) => version.CreatedDate?.getTime() ?? 0;
        return versions
            .filter((version) => version.VersionId !== VersionId && timeOf(version) <= CreatedDate.getTime())
            .sort((a, b) => timeOf(b) - timeOf(a))
            .slice(0, maxPreviousVersions);
    }

    function readVersion(which: Partial<GetSecretValueCommandInput>) {
        return client.send(new GetSecretValueCommand({ SecretId: secretArn, ...which }));
    }

    return {
        async current() {
            if (cache !== undefined && now() - cache.readAt < cacheMilliseconds) {
                return cache.secrets;
            }
            try {
                return await read();
            } catch (error) {
                if (cache !== undefined && now() - cache.readAt < staleMilliseconds) {
                    onStale(error);
                    return cache.secrets;
                }
                throw error;
            }
        },

        async refreshed() {
            if (now() - lastRead < refreshMilliseconds) {
                return [];
            }
            const before = cache?.secrets ?? [];
            try {
                const after = await read();
                return after.filter(({ secret }) => !before.some((one) => one.secret === secret));
            } catch (error) {
                onStale(error);
                return [];
            }
        },
    };
}

function limitFlaws({ now, onFlaws }: Pick<SigningSecretsDeps, "now" | "onFlaws">) {
    let told = { text: "[]", at: -Infinity };
    return (flaws: readonly SecretFlaw[]): void => {
        const text = JSON.stringify(flaws);
        if (flaws.length > 0 && (text !== told.text || now() - told.at >= cacheMilliseconds)) {
            onFlaws(flaws);
            told = { text, at: now() };
        }
    };
}
