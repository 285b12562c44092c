import type { Properties } from "../resources/resource-type";
import { madeUpKey } from "./comparable";
import { type EngineProperties, holdsSecret, holdsUnknown, secret, secretTexts, unknown } from "./engine-properties";

/**
 * Outputs as they go to the engine. What was a secret among the inputs stays one, and so does what was made from it:
 * the engine would keep it in plain text otherwise.
 *
 * @param inputs as they came
 * @param plainInputs the same, read
 * @param outputs made from the plain inputs
 */
export function makeEngineOutputs(
    inputs: EngineProperties,
    plainInputs: Properties,
    outputs: Properties,
): EngineProperties {
    const secrets = secretTexts(inputs);
    const wire: EngineProperties = {};
    for (const [property, value] of Object.entries(outputs) as [string, unknown][]) {
        if (value === undefined || property === madeUpKey) {
            continue;
        }
        if (property in inputs && JSON.stringify(value) === JSON.stringify(plainInputs[property])) {
            wire[property] = inputs[property];
        } else if (holdsUnknown(value)) {
            wire[property] = unknown;
        } else {
            const tainted =
                holdsSecret(inputs[property]) || secrets.some((text) => JSON.stringify(value).includes(text));
            wire[property] = tainted ? secret(value) : value;
        }
    }
    return wire;
}

/** The same for a resource that is not there yet: what AWS would make up is unknown. */
export function makePreviewOutputs(
    inputs: EngineProperties,
    plainInputs: Properties,
    outputs: Properties,
): EngineProperties {
    const wire = makeEngineOutputs(inputs, plainInputs, outputs);
    return Object.fromEntries(
        Object.entries(wire).map(([property, value]) => [property, value === inputs[property] ? value : unknown]),
    );
}
