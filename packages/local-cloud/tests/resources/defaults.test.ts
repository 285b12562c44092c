import { expect } from "chai";

import { Cloud } from "../../src/cloud";
import { AwsProvider } from "../../src/provider";
import { secret, unknown } from "../../src/provider/engine-properties";
import { declaredResource } from "../../src/resources/declared-resource";
import { withDefaults } from "../../src/resources/defaults";
import { resourceType } from "../../src/resources/table";
import { makeUrn } from "../provider/made-resource";
import { typeCases } from "../provider/type-cases";

const place = {
    accountId: "000000000000",
    region: "us-east-1",
    gatewayUrl: "http://127.0.0.1:1",
    awsUrl: "http://127.0.0.1:2",
};

describe("the provider's own defaults", () => {
    let cloud: Cloud;
    let provider: AwsProvider;

    before(async () => {
        cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: "us-east-1" });
        provider = new AwsProvider({ cloud, place: () => cloud.place });
    });
    after(() => cloud.stop());

    for (const {
        type,
        defaults: { given = {}, adds },
    } of typeCases) {
        it(`stand among the inputs of both drivers, and among the outputs: ${type.split(":").at(-1)}`, async () => {
            const declared = declaredResource({ urn: makeUrn(type, "it"), type, name: "it", inputs: given }, place);
            const { inputs } = await provider.check(makeUrn(type, "it"), {}, given);

            const { __defaults: noted, ...filled } = inputs;
            const { autoName } = resourceType({ type, name: "it" });
            const name = autoName === undefined ? {} : { [autoName.property]: filled[autoName.property] };
            expect(declared.inputs).to.deep.equal(adds);
            expect(declared.outputs).to.deep.include(adds);
            expect(filled).to.deep.equal({ ...adds, ...name });
            expect(noted).to.deep.equal(
                Object.keys(filled)
                    .filter((property) => !(property in given))
                    .sort(),
            );
        });
    }

    it("leave alone what the program says", () => {
        const inputs = { maxMessageSize: 1_048_576, fifoQueue: true };

        const filled = withDefaults({ defaults: { maxMessageSize: 1, fifoQueue: false, delaySeconds: 0 } }, inputs);

        expect(filled).to.deep.equal({ ...inputs, delaySeconds: 0 });
    });

    it("reach into a secret, and leave what is not known yet", () => {
        const rules = { defaults: { "settings.rate": -1 } };

        expect(withDefaults(rules, { settings: secret({ burst: 5 }) })).to.deep.equal({
            settings: secret({ burst: 5, rate: -1 }),
        });
        expect(withDefaults(rules, { settings: unknown })).to.deep.equal({ settings: unknown });
        expect(withDefaults(rules, {})).to.deep.equal({});
    });

    it("change nothing at the next preview, and change back what the program no longer says", async () => {
        const urn = makeUrn("aws:sqs/queue:Queue", "q");
        const first = await provider.check(urn, {}, { maxMessageSize: 1_048_576 });
        const made = await provider.create(urn, first.inputs);
        const known = { urn, inputs: first.inputs, ...made };

        const same = await provider.check(urn, first.inputs, { maxMessageSize: 1_048_576 });
        const without = await provider.check(urn, first.inputs, {});

        expect(provider.diff(known, same.inputs).changes).to.deep.equal({});
        expect(provider.diff(known, without.inputs).changes).to.deep.equal({
            maxMessageSize: { kind: "update", replaces: false },
        });
    });
});
