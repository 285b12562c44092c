import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";

import { declaredResource } from "../resources/declared-resource";
import { type IgnoredResource, ignoreResource, refusePlaceholders } from "../resources/ignored-resource";
import type { Declared, Properties, Resource } from "../resources/resource-type";
import { isKnown, resourceType } from "../resources/table";
import type { EvaluationRequest, ProgramSettings } from "./messages";
import { plain } from "./plain";

/** What a mock does not tell of a resource. */
interface Registration {
    /** All of its properties: the inputs, and the outputs that its class has. */
    properties: string[];
    retained: boolean;
}

/** What a program declares while it runs under Pulumi's mocks, resources in the order of their registration. */
export class DeclaredResources {
    readonly resources: Resource[] = [];
    private readonly unknown: IgnoredResource[] = [];
    /** By type and name. */
    private readonly registrations = new Map<string, Registration>();

    constructor(private readonly request: ProgramSettings & EvaluationRequest) {}

    /** Those of types that the local cloud does not know, by type and name. */
    get ignored(): IgnoredResource[] {
        const key = ({ type, name }: IgnoredResource) => `${type} ${name}`;
        return [...this.unknown].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    }

    /** A stack transformation, which sees each resource before it is registered. It changes nothing. */
    note({ type, name, props, opts }: pulumi.ResourceTransformationArgs): undefined {
        const properties = Object.keys(props);
        this.registrations.set(`${type} ${name}`, { properties, retained: opts.retainOnDelete === true });
    }

    /**
     * Takes a resource that the program registers, and answers with what it is here.
     *
     * @throws Error naming a resource whose type the local cloud does not know, if it is to be strict or another
     * resource needs what cannot be made up
     */
    async add({
        type,
        name,
        inputs,
        custom,
    }: pulumi.runtime.MockResourceArgs): Promise<{ id: string | undefined; state: Properties }> {
        if (!custom) {
            return { id: undefined, state: inputs as Properties };
        }
        const { project, stack, place, strict } = this.request;
        const urn = `urn:pulumi:${stack}::${project}::${type}::${name}`;
        const { properties = [], retained = false } = this.registrations.get(`${type} ${name}`) ?? {};
        const declared: Declared = { urn, type, name, inputs: (await plain(inputs)) as Properties, retained };
        if (!strict && !isKnown(type)) {
            const { outputs, ...known } = ignoreResource(declared, properties, madeName(declared, 63), place);
            this.unknown.push(known);
            return { id: known.id, state: { ...outputs, ...(inputs as Properties) } };
        }
        const { autoName } = resourceType(declared);
        if (autoName !== undefined) {
            declared.inputs[autoName.property] ??= madeName(declared, autoName.maxLength);
        }
        refusePlaceholders(declared);
        const resource = declaredResource(declared, place);
        this.resources.push(resource);
        return { id: resource.id, state: { ...(inputs as Properties), ...resource.outputs } };
    }
}

/** `name-1234567`, as Pulumi's provider has it, but the same at every start: data must be found again. */
function madeName(declared: Declared, maxLength: number): string {
    const ending = `-${createHash("sha256").update(declared.urn).digest("hex").slice(0, 7)}`;
    return `${declared.name.slice(0, maxLength - ending.length)}${ending}`;
}
