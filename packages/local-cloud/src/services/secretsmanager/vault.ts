import { AwsError } from "../../aws-error";
import type { Clock } from "../../clock";
import type { Collection, Store } from "../../store";
import type { Account, Call } from "../service";
import { invalidParameter } from "./errors";
import type { Secret } from "./secret";
import { newSecretArn } from "./secret-arn";

export interface VaultDeps {
    store: Store;
    clock: Clock;
    account: Account;
}

const day = 24 * 60 * 60 * 1000;

/** The secrets, in memory and on disk. */
export class Vault {
    private readonly secrets = new Map<string, Secret>();
    private readonly stored: Collection<Secret>;

    constructor(private readonly deps: VaultDeps) {
        this.stored = deps.store.collection("secrets");
    }

    async load(): Promise<void> {
        for await (const [name, secret] of this.stored.entries()) {
            this.secrets.set(name, secret);
        }
    }

    /** For a secret that is not there yet. */
    newArn(name: string): string {
        return newSecretArn(this.deps.account, name);
    }

    /** Those that are there, in order of name; also those marked for deletion. */
    async all(): Promise<Secret[]> {
        const names = [...this.secrets.keys()].sort();
        const secrets = await Promise.all(names.map((name) => this.byName(name)));
        return secrets.filter((secret) => secret !== undefined);
    }

    /** Undefined also once its time to be restored has run out: then it is removed. */
    async byName(name: string): Promise<Secret | undefined> {
        const secret = this.secrets.get(name);
        const { deletion } = secret ?? {};
        if (deletion !== undefined && this.deps.clock.since(deletion.markedAt) >= deletion.windowDays * day) {
            await this.remove(name);
            return undefined;
        }
        return secret;
    }

    /**
     * The secret that `id` means: its name, its ARN, or its ARN without the six characters.
     *
     * @param action checked before anything is said about the secret
     * @throws AwsError `AccessDeniedException`, `ResourceNotFoundException`
     */
    async find(id: unknown, action: string, call: Call): Promise<Secret> {
        if (typeof id !== "string" || id === "") {
            throw invalidParameter("You must provide a value for the SecretId parameter.");
        }
        const start = this.arnStart();
        const given = id.startsWith(start) ? id.slice(start.length) : id;
        const whole = await this.byName(given);
        const secret = whole ?? (await this.byName(given.replace(/-[A-Za-z0-9]{6}$/, "")));
        const isMeant = secret !== undefined && [secret.name, secret.arn, start + secret.name].includes(id);
        call.authorize(`secretsmanager:${action}`, isMeant ? secret.arn : start + given);
        if (!isMeant) {
            throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        }
        return secret;
    }

    /**
     * As `find`, but only a secret that is not marked for deletion.
     * @throws AwsError `InvalidRequestException` when it is
     */
    async findLive(id: unknown, action: string, call: Call): Promise<Secret> {
        const secret = await this.find(id, action, call);
        if (secret.deletion !== undefined) {
            throw new AwsError(
                "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.",
            );
        }
        return secret;
    }

    /** Resolves once it is on disk. Whoever asks meanwhile builds on it already. */
    async save(secret: Secret): Promise<void> {
        this.secrets.set(secret.name, secret);
        await this.deps.store.write([this.stored.put(secret.name, secret)]);
    }

    async remove(name: string): Promise<void> {
        this.secrets.delete(name);
        await this.deps.store.write([this.stored.del(name)]);
    }

    private arnStart(): string {
        const { region, accountId } = this.deps.account;
        return `arn:aws:secretsmanager:${region}:${accountId}:secret:`;
    }
}
