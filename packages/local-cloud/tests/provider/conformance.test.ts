import { expect } from "chai";

import { Cloud } from "../../src/cloud";
import { AwsProvider } from "../../src/provider";
import { knownTypes, resourceType } from "../../src/resources/table";
import { awsClients, type AwsClients } from "./aws-clients";
import { applyAll, make, makeAll, type MadeResource } from "./made-resource";
import { type Life, typeCases } from "./type-cases";

describe("the aws provider, type by type", () => {
    it("has a case for every type that the local cloud knows, with a life for each that has an effect here", () => {
        const effective = knownTypes().filter((type) => resourceType({ type, name: "" }).create !== undefined);
        const lived = typeCases.filter(({ life }) => life !== undefined);

        expect(typeCases.map(({ type }) => type).sort()).to.deep.equal(knownTypes());
        expect(lived.map(({ type }) => type).sort()).to.deep.equal(effective);
    });

    for (const { type, life } of typeCases) {
        if (life === undefined || typeof life === "string") {
            continue;
        }
        describe(type, () => {
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
                const resource = await makeOne(provider, type, life);

                expect(await life.look(aws, resource)).to.deep.include(life.shows.created);
                const found = await provider.read(resource);
                expect(found?.inputs).to.deep.equal(resource.inputs);
                expect(found?.outputs).to.deep.equal(resource.outputs);
                expect(provider.diff(resource, resource.inputs).changes).to.deep.equal({});
            });

            if (life.update !== undefined) {
                it("updates in place", async () => {
                    const resource = await makeOne(provider, type, life);
                    const news = { ...resource.inputs, ...life.update };

                    const { replaces } = provider.diff(resource, news);
                    const outputs = await provider.update(resource, news);

                    expect(replaces).to.deep.equal([]);
                    expect(await life.look(aws, resource)).to.deep.include(life.shows.updated);
                    expect((await provider.read({ ...resource, inputs: news, outputs }))?.inputs).to.deep.equal(news);
                });
            }

            it("replaces for what cannot change in place", async () => {
                const resource = await makeOne(provider, type, life);

                const { replaces } = provider.diff(resource, { ...resource.inputs, ...life.replace });

                expect(replaces).to.deep.equal(
                    Object.keys(life.replace).filter((property) => property !== "attributes"),
                );
            });

            it(
                life.stays === undefined ? "deletes, once and again" : `stays when it is deleted: ${life.stays}`,
                async () => {
                    const resource = await makeOne(provider, type, life);

                    await provider.delete(resource);
                    await provider.delete(resource);

                    const there = life.stays !== undefined;
                    expect((await shown(life, aws, resource)) !== undefined).to.equal(there);
                    expect((await provider.read(resource)) !== undefined).to.equal(there);
                },
            );

            it("leaves what the evaluation under mocks leaves", async () => {
                const made = await makeAll(provider, life.needs?.({}) ?? []);
                const resource = await make(provider, type, "it", life.inputs(made));
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

                    const there = await life.look(awsClients(other), moved.at(-1) as MadeResource);

                    expect(comparable(there)).to.deep.equal(comparable(await life.look(aws, resource)));
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

async function makeOne(provider: AwsProvider, type: string, life: Life): Promise<MadeResource> {
    return make(provider, type, "it", life.inputs(await makeAll(provider, life.needs?.({}) ?? [])));
}

async function shown(life: Life, aws: AwsClients, resource: MadeResource): Promise<unknown> {
    try {
        return await life.look(aws, resource);
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
