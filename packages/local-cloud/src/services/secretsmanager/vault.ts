import { AwsError } from "../../aws-error";
import type { Clock } from "../../clock";
import type { Collection, Store } from "../../store";
import type { Account, Call } from "../service";
import { invalidParameter } from "./errors";
import type { Secret } from "./secret";

export interface VaultDeps {
    store: Store;
    clock: Clock;
    account: Account;
}

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

    all(): Secret[] {
        return [...this.secrets.values()];
    }

    byName(name: string): Secret | undefined {
        return this.secrets.get(name);
    }

    /**
     * The secret that `id` means: its name, its ARN, or its ARN without the six characters.
     *
     * @param action checked before anything is said about the secret
     * @throws AwsError `AccessDeniedException`, `ResourceNotFoundException`
     */
    find(id: unknown, action: string, call: Call): Secret {
        if (typeof id !== "string" || id === "") {
            throw invalidParameter("You must provide a value for the SecretId parameter.");
        }
        const start = this.arnStart();
        const given = id.startsWith(start) ? id.slice(start.length) : id;
        const secret = this.byName(given) ?? this.byName(given.replace(/-[A-Za-z0-9]{6}$/, ""));
        const isMeant = secret !== undefined && [secret.name, secret.arn, start + secret.name].includes(id);
        call.authorize(`secretsmanager:${action}`, isMeant ? secret.arn : start + given);
        if (!isMeant) {
            throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
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
