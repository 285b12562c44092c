import type { CloudServices } from "./cloud-services";
import { arnExists } from "./provider/arn-exists";
import { comparable, madeUpKey } from "./provider/comparable";
import { type Difference, difference } from "./provider/difference";
import { fillInDefaults } from "./provider/input-defaults";
import { PropertyReader } from "./provider/property-reader";
import { type EngineProperties, holdsUnknown } from "./provider/engine-properties";
import { makeEngineOutputs, makePreviewOutputs } from "./provider/engine-outputs";
import { isMissing } from "./resources/look-up";
import { refusals } from "./resources/refusals";
import { invokeFunction } from "./resources/functions";
import type { Declared, Place, Properties, Refusal, Resource } from "./resources/resource-type";
import { resourceType } from "./resources/table";

export interface AwsProviderDeps {
    cloud: CloudServices;
    /** Where the cloud is; asked each time, for its ports may change with a restart. */
    place: () => Place;
    /** The folder of the project that is deployed, absolute. @default the working directory */
    folder?: () => string;
}

/** A resource as the engine knows it. */
export interface KnownResource {
    id: string;
    urn: string;
    inputs: EngineProperties;
    outputs: EngineProperties;
}

/**
 * Pulumi's `aws` package, played by the local cloud: what the engine asks of a resource provider, over the same table
 * of resource types as the evaluation under mocks. All properties come and go as the engine sends them.
 *
 * Source: https://www.pulumi.com/docs/iac/build-with-pulumi/pulumi-providers/ and pulumi `proto/pulumi/provider.proto`
 */
export class AwsProvider {
    private readonly reader: PropertyReader;
    /** The ARNs of what programs declared so far: what one resource names, another may be about to make. */
    private readonly declared = new Set<string>();

    constructor(private readonly deps: AwsProviderDeps) {
        this.reader = new PropertyReader(deps.folder ?? (() => process.cwd()));
    }

    /** The inputs with what Pulumi's provider fills in, and why AWS would refuse them. */
    async check(
        urn: string,
        olds: EngineProperties,
        news: EngineProperties,
    ): Promise<{ inputs: EngineProperties; failures: readonly Refusal[] }> {
        const { type, name } = parseUrn(urn);
        const definition = resourceType({ type, name });
        const inputs = fillInDefaults(definition, name, olds, news);
        const { resource } = await this.resource(urn, inputs);
        const exists = async (arn: string) => this.declared.has(arn) || arnExists(this.deps.cloud, arn);
        const context = { ...this.deps.cloud.account, exists };
        const failures = await refusals(definition, resource.inputs, context, (value) => !holdsUnknown(value));
        const { arn } = resource.outputs as { arn?: string };
        // Some types show the ARN of what they belong to.
        if (arn !== undefined && failures.length === 0 && !Object.values(resource.inputs).includes(arn)) {
            this.declared.add(arn);
        }
        return { inputs, failures };
    }

    /** What stands between a resource and the inputs `news`. */
    diff(known: KnownResource, news: EngineProperties, ignored: readonly string[] = []): Difference {
        const old = { oldInputs: known.inputs, oldOutputs: known.outputs, news };
        return difference(resourceType(parseUrn(known.urn)), old, ignored);
    }

    /**
     * @param preview only says what would come of it
     * @throws AwsError or Error when the cloud refuses it, or has it already
     */
    async create(
        urn: string,
        inputs: EngineProperties,
        preview = false,
    ): Promise<{ id: string; outputs: EngineProperties }> {
        const { definition, resource } = await this.resource(urn, inputs);
        if (preview) {
            return { id: "", outputs: makePreviewOutputs(inputs, resource.inputs, resource.outputs) };
        }
        if (definition.unique && (await definition.read?.(resource, this.deps.cloud)) !== undefined) {
            throw new Error(`there is already one with the id ${resource.id}`);
        }
        await definition.create?.(resource, this.deps.cloud);
        return { id: resource.id, outputs: makeEngineOutputs(inputs, resource.inputs, resource.outputs) };
    }

    /** The resource as it is now; undefined when it is gone. */
    async read(known: KnownResource): Promise<KnownResource | undefined> {
        const { definition, resource } = await this.resource(known.urn, known.inputs, known.id);
        const live = await definition.read?.(resource, this.deps.cloud);
        if (definition.read === undefined) {
            return known;
        }
        if (live === undefined) {
            return undefined;
        }
        const changed = Object.entries(live).filter(([property, value]) => {
            // What the program does not say, AWS fills in.
            const before: unknown = property in known.inputs ? resource.inputs[property] : known.outputs[property];
            return comparable(definition, property, value) !== comparable(definition, property, before);
        });
        const all = Object.entries({ ...known.inputs, ...Object.fromEntries(changed) });
        const inputs: EngineProperties = Object.fromEntries(all.filter(([, value]) => value !== undefined));
        const found = await this.resource(known.urn, inputs, known.id);
        const outputs = makeEngineOutputs(inputs, found.resource.inputs, found.resource.outputs);
        return { ...known, inputs, outputs };
    }

    /** Brings a resource to the inputs `news`, which replace nothing. */
    async update(known: KnownResource, news: EngineProperties, preview = false): Promise<EngineProperties> {
        const { definition, resource } = await this.resource(known.urn, news, known.id);
        if (!preview) {
            const { resource: old } = await this.resource(known.urn, known.inputs, known.id);
            const change = definition.update ?? definition.create;
            await change?.(resource, this.deps.cloud, old);
        }
        return makeEngineOutputs(news, resource.inputs, resource.outputs);
    }

    async delete(known: KnownResource): Promise<void> {
        const { definition, resource } = await this.resource(known.urn, known.inputs, known.id);
        this.declared.delete(String(resource.outputs.arn));
        try {
            await definition.delete?.(resource, this.deps.cloud);
        } catch (error) {
            // Gone already, or with what it belonged to.
            if (!isMissing(error)) {
                throw error;
            }
        }
    }

    /** One of the package's functions; what depends on the unknown is not asked. */
    async invoke(token: string, args: EngineProperties): Promise<Properties> {
        if (holdsUnknown(args)) {
            throw new Error(`${token} was called with a value that is not known yet`);
        }
        return invokeFunction(token, await this.reader.read(args), this.deps.place());
    }

    private async resource(urn: string, wire: EngineProperties, id?: string) {
        const { type, name } = parseUrn(urn);
        const { [madeUpKey]: _made, ...inputs } = await this.reader.read(wire);
        const declared: Declared = { urn, type, name, inputs };
        const definition = resourceType(declared);
        const made = definition.outputs(declared, this.deps.place());
        const resource: Resource = { ...declared, ...made, id: id ?? made.id };
        return { definition, resource };
    }
}

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME` */
function parseUrn(urn: string): { type: string; name: string } {
    const [, , types = "", ...name] = urn.split("::");
    return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}
