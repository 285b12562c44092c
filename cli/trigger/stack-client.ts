import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { BatchGetCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import { makeObjectKey, type BillingItem } from "../../handlers/billing/item";
import { fromStoredItem } from "../../handlers/billing/stored-item";
import { readObjectId, readOrigin } from "../../handlers/billing/subject";
import type { LedgerEntry } from "../../handlers/record-tables";
import { CommandError } from "local-cloud/command";
import type { DeliveredEvent } from "local-cloud";
import { type Deployment, requireWebhook } from "../deployment";
import { chooseEndpoint, readStoredSecrets } from "../stored-secrets";
import { readObject } from "../state/read-object";

/** The part of an event by which its item is found. */
export interface EventKey {
    account?: string;
    context?: string;
    data: { object: object };
}

/** BatchGetItem's limit (Amazon DynamoDB API Reference). */
const maxKeys = 100;

/** Reads what a deployment holds, through AWS's own SDK. */
/** What people may read of an item: not the memory, which is the recorder's alone. */
export type ShownItem = Omit<BillingItem, "memory">;

export class StackClient {
    private readonly tables: DynamoDBDocumentClient;

    constructor(private readonly deployment: Deployment) {
        this.tables = DynamoDBDocumentClient.from(new DynamoDBClient(deployment.aws));
    }

    /**
     * The current signing secret of an endpoint at Stripe: the default one, or else the first, unless one is named.
     *
     * @throws CommandError when it cannot be read, or the stack has no such endpoint
     */
    async signingSecret(endpoint?: string): Promise<string> {
        const secrets = readStoredSecrets(await this.readSecret());
        const name = endpoint ?? chooseEndpoint(secrets);
        const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
        if (secret === undefined) {
            const names = Object.keys(secrets).join(", ");
            throw new CommandError(`the stack has no endpoint "${name}": its signing secrets are those of ${names}`);
        }
        return secret;
    }

    private async readSecret(): Promise<string> {
        const { aws, outputs } = this.deployment;
        const { signingSecretArn } = requireWebhook(outputs);
        const client = new SecretsManagerClient(aws);
        try {
            const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: signingSecretArn }));
            if (SecretString === undefined) {
                throw new Error("it holds no text");
            }
            return SecretString;
        } catch (error) {
            throw unreadable(`the signing secret ${signingSecretArn}`, error);
        } finally {
            client.destroy();
        }
    }

    /** The ledger's entries with these ids: those that there are. */
    async ledgerEntries(eventIds: readonly string[]): Promise<LedgerEntry[]> {
        const keys = eventIds.map((eventId) => ({ eventId }));
        const batches = Array.from({ length: Math.ceil(keys.length / maxKeys) }, (_, index) =>
            this.read(this.deployment.outputs.ledgerTableName, keys.slice(index * maxKeys, (index + 1) * maxKeys)),
        );
        return (await Promise.all(batches)).flat() as unknown[] as LedgerEntry[];
    }

    /** The events with these ids on the local cloud's bus, and what became of each; undefined on a deployed stack. */
    async deliveries(eventIds: readonly string[]): Promise<DeliveredEvent[] | undefined> {
        const { endpoint } = this.deployment.aws;
        if (endpoint === undefined) {
            return undefined;
        }
        const address = new URL("/_local/deliveries", endpoint);
        eventIds.forEach((id) => address.searchParams.append("detail-id", id));
        try {
            const response = await fetch(address);
            return ((await response.json()) as { events: DeliveredEvent[] }).events;
        } catch (error) {
            throw unreadable("what became of the event", error);
        }
    }

    /** What people may read of the item of the event's object, if there is one: objects without an id have none. */
    async stateItem(event: EventKey): Promise<ShownItem | undefined> {
        const objectId = readObjectId(event.data.object as Record<string, unknown>);
        const { object: kind } = event.data.object as { object?: unknown };
        if (objectId === undefined) {
            return undefined;
        }
        const objectKey = makeObjectKey({ ...readOrigin(event), kind: String(kind), objectId });
        const [item] = await this.read(this.deployment.outputs.stateTableName, [{ objectKey }]);
        if (item === undefined) {
            return undefined;
        }
        const { memory: _, ...shown } = fromStoredItem(item);
        return shown;
    }

    /** What people may read of the item of an object, by its id alone, if there is one. */
    async findItem(objectId: string): Promise<ShownItem | undefined> {
        const { outputs } = this.deployment;
        try {
            return (await readObject({ outputs, documents: this.tables }, { objectId }))?.item;
        } catch (error) {
            throw unreadable(`the table ${outputs.stateTableName}`, error);
        }
    }

    private async read(table: string, keys: Record<string, string>[]): Promise<Record<string, unknown>[]> {
        try {
            const { Responses } = await this.tables.send(
                new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
            );
            return Responses?.[table] ?? [];
        } catch (error) {
            throw unreadable(`the table ${table}`, error);
        }
    }

    close(): void {
        this.tables.destroy();
    }
}

function unreadable(what: string, error: unknown): CommandError {
    const { name, message } = error as Error;
    return new CommandError(`cannot read ${what}: ${name === "Error" ? message : `${name}: ${message}`}`);
}
