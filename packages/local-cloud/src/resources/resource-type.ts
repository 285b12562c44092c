import type { Account } from "../services/service";
import type { CloudServices } from "../cloud-services";

/** Properties by name, plain: no secrets' wrapping, no live resources; archives as `CodeArchive`. */
// oxlint-disable-next-line typescript/no-explicit-any -- each type knows its own properties
export type Properties = Record<string, any>;

/** An archive's files, by their path in it: base64 of their bytes. */
export interface CodeArchive {
    files: Record<string, string>;
}

/** A resource as a program declares it. */
export interface Declared {
    urn: string;
    /** Pulumi's type token, such as `aws:sqs/queue:Queue`. */
    type: string;
    /** Its name in the program. */
    name: string;
    inputs: Properties;
    /** Whether it stays when the program no longer declares it (`retainOnDelete`). */
    retained?: boolean;
}

/** A resource with what it is here. */
export interface Resource extends Declared {
    id: string;
    outputs: Properties;
}

/** Why AWS would not take a property of a resource. */
export interface Refusal {
    property: string;
    /** What is wrong and what AWS takes. */
    reason: string;
}

/** What a check may ask. */
export interface CheckContext extends Account {
    /**
     * Whether what the ARN names is there, or is declared by the same program. True also for ARNs of other accounts
     * and of services that the local cloud does not play.
     */
    exists(arn: string): Promise<boolean>;
}

/** What outputs are made from, besides the inputs. */
export interface Place extends Account {
    /** Base URL of the webhook's port, `http://127.0.0.1:4242`. */
    gatewayUrl: string;
    /** Base URL of AWS's APIs, `http://127.0.0.1:4566`. */
    awsUrl: string;
}

/**
 * What one of Pulumi's `aws` resource types means here, and what AWS, and Pulumi's provider for it, say of its
 * properties. A type without `create` has no local effect: it exists for the program alone (alarms, dashboards, …).
 *
 * Source of `replaces` and `defaults`: `ForceNew` and `Default` in the schemas of the provider that Pulumi's is made
 * from, https://github.com/hashicorp/terraform-provider-aws `internal/service/`.
 */
export interface ResourceType {
    /** Pulumi's type token, such as `aws:sqs/queue:Queue`. */
    readonly type: string;
    /** Input properties without which AWS refuses it. */
    required?: readonly string[];
    /**
     * What the provider sends for an input property that the program leaves out, where its schema has a `Default`.
     * `ttl.enabled` reaches into a property that the program gives, or into each element of a list. What AWS fills in
     * by itself is an output, and not here.
     */
    defaults?: Readonly<Record<string, string | number | boolean>>;
    /** Input properties that cannot change in place: a change makes Pulumi create the resource anew. */
    replaces?: readonly string[];
    /** Input properties that hold a JSON document, which is the same document however it is spaced and ordered. */
    documents?: readonly string[];
    /** One form for what an input property may say in several. Keys' order does not matter. */
    canonical?: Readonly<Record<string, (value: unknown) => unknown>>;
    /** Input properties that are sets: their elements have no order. */
    sets?: readonly string[];
    /** The property that Pulumi's provider makes up from the resource's name when the program leaves it out. */
    autoName?: { property: string; maxLength: number };
    /** What its id is one of a kind in, from the inputs. @default the account */
    within?: (inputs: Properties) => string;
    /** Whether AWS refuses to create one that is there already; others are put, whatever was there. */
    unique?: boolean;
    /**
     * What AWS would refuse, found before anything is made. Inputs that are not known yet are left out of `inputs`.
     * Absent inputs that are `required` are reported without it.
     */
    check?: (inputs: Properties, context: CheckContext) => readonly Refusal[] | Promise<readonly Refusal[]>;
    /** The id, and every output property that programs read, from the inputs alone. */
    outputs(declared: Declared, place: Place): { id: string; outputs: Properties };
    /**
     * The input properties as the services have them now, where they keep them; undefined when it is not there. A
     * property that is there with the value undefined is not set any more.
     */
    read?: (resource: Resource, cloud: CloudServices) => Promise<Properties | undefined>;
    /** Brings it into being. Called again for something that is there, it changes nothing. */
    create?: (resource: Resource, cloud: CloudServices) => Promise<void>;
    /** Brings it from `old` to `resource`, which have the same id. @default `create` */
    update?: (resource: Resource, cloud: CloudServices, old: Resource) => Promise<void>;
    delete?: (resource: Resource, cloud: CloudServices) => Promise<void>;
    /**
     * Whether a start of the local cloud may have lost what it is made of, though `read` finds it.
     *
     * @default it has not
     */
    isLost?: (resource: Resource, cloud: CloudServices) => Promise<boolean>;
}
