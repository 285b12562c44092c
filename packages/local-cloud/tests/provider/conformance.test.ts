import { expect } from "chai";

import { Cloud } from "../../src/cloud";
import { AwsProvider } from "../../src/provider";
import { awsClients, type AwsClients } from "./aws-clients";
import { type Case, cases } from "./cases";
import { applyAll, make, makeAll, type MadeResource } from "./made-resource";

describe("the aws provider, type by type", () => {
    for (const one of cases) {
        describe(one.type, () => {
            let cloud: Cloud;
            let provider: AwsProvider;
            let aws: AwsClients;

            beforeEach(async () => {
                cloud = await startCloud();
                provider = new AwsProvider({ cloud, place: () => cloud.place });
                aws = awsClients(cloud);
            });
            afterEach(() => cloud.stop());

            it("creates what AWS's own API then shows, and finds no drift in it", async () => {
                const resource = await makeCase(provider, one);

                expect(await one.look(aws, resource)).to.deep.include(one.shows.created);
                const found = await provider.read(resource);
                expect(found?.inputs).to.deep.equal(resource.inputs);
                expect(found?.outputs).to.deep.equal(resource.outputs);
                expect(provider.diff(resource, resource.inputs).changes).to.deep.equal({});
            });

            if (one.update !== undefined) {
                it("updates in place", async () => {
                    const resource = await makeCase(provider, one);
                    const news = { ...resource.inputs, ...one.update };

                    const { replaces } = provider.diff(resource, news);
                    const outputs = await provider.update(resource, news);

                    expect(replaces).to.deep.equal([]);
                    expect(await one.look(aws, resource)).to.deep.include(one.shows.updated);
                    expect((await provider.read({ ...resource, inputs: news, outputs }))?.inputs).to.deep.equal(news);
                });
            }

            it("replaces for what cannot change in place", async () => {
                const resource = await makeCase(provider, one);

                const { replaces } = provider.diff(resource, { ...resource.inputs, ...one.replace });

                expect(replaces).to.deep.equal(
                    Object.keys(one.replace).filter((property) => property !== "attributes"),
                );
            });

            it(
                one.stays === undefined ? "deletes, once and again" : `stays when it is deleted: ${one.stays}`,
                async () => {
                    const resource = await makeCase(provider, one);

                    await provider.delete(resource);
                    await provider.delete(resource);

                    const there = one.stays !== undefined;
                    expect((await shown(one, aws, resource)) !== undefined).to.equal(there);
                    expect((await provider.read(resource)) !== undefined).to.equal(there);
                },
            );

            it("leaves what the evaluation under mocks leaves", async () => {
                const made = await makeAll(provider, one.needs?.({}) ?? []);
                const resource = await make(provider, one.type, "it", one.inputs(made));
                const other = await startCloud();
                try {
                    // Addresses hold the cloud's port: the same declaration, made for the other cloud.
                    const moved = JSON.parse(
                        JSON.stringify([...Object.values(made), resource]).replaceAll(
                            cloud.place.awsUrl,
                            other.place.awsUrl,
                        ),
                    ) as MadeResource[];
                    await applyAll(other, moved);

                    const there = await one.look(awsClients(other), moved.at(-1) as MadeResource);

                    expect(comparable(there)).to.deep.equal(comparable(await one.look(aws, resource)));
                } finally {
                    await other.stop();
                }
            });
        });
    }
});

function startCloud(): Promise<Cloud> {
    return Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: "us-east-1" });
}

async function makeCase(provider: AwsProvider, one: Case): Promise<MadeResource> {
    return make(provider, one.type, "it", one.inputs(await makeAll(provider, one.needs?.({}) ?? [])));
}

async function shown(one: Case, aws: AwsClients, resource: MadeResource): Promise<unknown> {
    try {
        return await one.look(aws, resource);
    } catch (error) {
        expect((error as Error).name).to.match(/NotFound|NoSuch|NonExistent|DoesNotExist/);
        return undefined;
    }
}

/** Without instants and the request's own ids. */
function comparable(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value), (key, part: unknown) =>
        /date|time$|createdAt|\$metadata|timestamp|lastModified|revisionId/i.test(key) && key !== "VisibilityTimeout"
            ? undefined
            : part,
    );
}
