import type { Cloud } from "../../src/cloud";
import type { AwsProvider } from "../../src/provider";
import type { EngineProperties } from "../../src/provider/engine-properties";
import type { Properties } from "../../src/resources/resource-type";
import { signatureKey } from "../../src/resources/signature";
import { resourceType } from "../../src/resources/table";
import { createHash } from "node:crypto";

/** A resource that a provider has made. */
export interface MadeResource {
    id: string;
    urn: string;
    inputs: EngineProperties;
    outputs: EngineProperties;
}

/** A name, a type, and inputs from what was made before it. */
export type Named = [name: string, type: string, inputs: (made: Record<string, MadeResource>) => Properties];

/** An archive with one file, as the engine sends it. */
export function archive(text: string): EngineProperties {
    return {
        [signatureKey]: "0def7320c3a5731c473e5ecbe6d01bc7",
        hash: createHash("sha256").update(text).digest("hex"),
        assets: { "index.js": { [signatureKey]: "c44067f5952c0a294b673a41bacd8c17", text } },
    };
}

export function makeUrn(type: string, name: string): string {
    return `urn:pulumi:dev::test::${type}::${name}`;
}

/** Checks and creates resources in their order, as the engine does. */
export async function makeAll(provider: AwsProvider, needs: readonly Named[]): Promise<Record<string, MadeResource>> {
    const made: Record<string, MadeResource> = {};
    for (const [name, type, inputs] of needs) {
        made[name] = await make(provider, type, name, inputs(made));
    }
    return made;
}

export async function make(
    provider: AwsProvider,
    type: string,
    name: string,
    given: Properties,
): Promise<MadeResource> {
    const urn = makeUrn(type, name);
    const { inputs, failures } = await provider.check(urn, {}, given);
    if (failures.length > 0) {
        throw new Error(`${name} is refused: ${JSON.stringify(failures)}`);
    }
    return { urn, inputs, ...(await provider.create(urn, inputs)) };
}

/** Makes the same resources by the driver of the evaluation under mocks. */
export async function applyAll(
    cloud: Cloud,
    resources: readonly Omit<MadeResource, "id" | "outputs">[],
): Promise<void> {
    await cloud.apply({
        outputs: {},
        resources: resources.map(({ urn, inputs }) => {
            const [, , type = "", name = ""] = urn.split("::");
            const plain = Object.fromEntries(
                Object.entries(inputs).map(([key, value]) => [
                    key,
                    key === "code" ? encodeFiles(value as EngineProperties) : value,
                ]),
            );
            const declared = { urn, type, name, inputs: plain };
            return { ...declared, ...resourceType(declared).outputs(declared, cloud.place) };
        }),
    });
}

function encodeFiles({ assets }: EngineProperties) {
    const files = Object.entries(assets as Record<string, { text: string }>);
    return { files: Object.fromEntries(files.map(([name, { text }]) => [name, Buffer.from(text).toString("base64")])) };
}
