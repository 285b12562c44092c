import type { Clock } from "../clock";
import type { Database } from "../database";
import type { Observe } from "../observation";
import type { Store } from "../store";
import type { Account, JsonService, Lifecycle, MessageTarget, RestService } from "./service";

/** What any service may be made from, besides other services. */
export interface ServiceDeps {
    account: Account;
    clock: Clock;
    /** Collections of JSON, in the database. */
    store: Store;
    database: Database;
    /** Where services may keep files, each in a folder of its own. */
    folder: string;
    /** The webhook's port; 0 takes a free one. */
    gatewayPort: number;
    /** The base URL of AWS's APIs, once they listen. */
    endpointUrl: () => string;
    /** Variables that every function gets besides its own, which come first. @default none */
    functionEnvironment?: Readonly<Record<string, string>>;
    /** Who takes messages for this ARN; undefined when nobody does. */
    target: (arn: string) => MessageTarget | undefined;
    observe: Observe;
}

/** A service that was made, and what it offers. */
export interface Registration<Service = object> {
    service: Service;
    /** Its API, or APIs, in AWS's JSON protocol, and in the query protocol where it speaks that too. */
    json?: JsonService | readonly JsonService[];
    /** Its API in AWS's REST protocol. */
    rest?: RestService;
    /** As ARNs name it: `sqs` of `arn:aws:sqs:…`. Without it, nobody comes to it by an ARN. */
    arnService?: string;
    /** Takes messages for its ARNs. */
    target?: MessageTarget;
    /**
     * Looks for what an ARN names: undefined when that is nothing that it could know, an error of AWS's when it is not
     * there.
     *
     * @param resource what comes after the account in `arn`
     */
    look?: (resource: string, arn: string) => Promise<unknown> | undefined;
    lifecycle?: Lifecycle;
    /** Whether what it takes up when it starts may call any other service: it starts after AWS's APIs. */
    callsOthers?: boolean;
}
