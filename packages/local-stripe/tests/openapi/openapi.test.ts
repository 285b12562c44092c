import { expect } from "chai";

import { resources } from "../../src/api/resources";
import { start, type Started } from "../support/start";
import { findParams, readDescription, type Description } from "./description";
import { playScenario } from "./scenario";
import { findFaults } from "./schema";

interface Shown {
    id: string;
    object: string;
    data?: unknown;
    has_more?: boolean;
}

describe("local Stripe, by Stripe's OpenAPI description (needs STRIPE_OPENAPI_SPEC, or Go's module of stripe-mock)", () => {
    let description: Description;
    let started: Started;
    before(function () {
        const read = readDescription();
        if (read === undefined) {
            this.skip();
        }
        description = read;
    });
    beforeEach(async () => {
        started = await start();
    });
    afterEach(() => started.local.close());

    const list = async (path: string): Promise<Shown[]> => {
        const shown: Shown[] = [];
        for (;;) {
            const joint = path.includes("?") ? "&" : "?";
            const cursor = shown.length === 0 ? "" : `&starting_after=${shown.at(-1)?.id}`;
            const { body } = await started.fetch(`${path}${joint}limit=100${cursor}`);
            shown.push(...(body.data as Shown[]));
            if (body.has_more !== true) {
                return shown;
            }
        }
    };

    const check = (object: Shown): string[] => {
        const { schemas } = description.components;
        return findFaults(object, schemas[object.object] ?? {}, schemas, object.object);
    };

    it("gives only objects that are as described, in each state that its events tell", async function () {
        this.timeout(60_000);
        await playScenario(started.stripe);
        const [customer] = await list("/v1/customers?email=jenny@example.com");
        const own = resources.filter(({ list: listing, isListOnly }) => listing !== undefined && isListOnly !== true);

        const lists = new Map<string, Shown[]>();
        for (const { kind, path, list: { required = [] } = {}, nested = {} } of own) {
            const query = required.includes("customer") ? `?customer=${customer?.id}` : "";
            const objects = required.includes("subscription") ? [] : await list(path + query);
            lists.set(kind, objects);
            for (const [name, { kind: part }] of Object.entries(nested)) {
                const parts = await Promise.all(objects.map(({ id }) => list(`${path}/${id}/${name}`)));
                lists.set(part, [...(lists.get(part) ?? []), ...parts.flat()]);
            }
        }
        const subscriptions = lists.get("subscription") ?? [];
        const items = await Promise.all(
            subscriptions.map(({ id }) => list(`/v1/subscription_items?subscription=${id}`)),
        );
        lists.set("subscription_item", items.flat());
        const events = await list("/v1/events");
        const told = events.map((event) => (event.data as { object: Shown }).object);
        const all = [...lists.values(), events, told].flat();

        expect([...new Set(all.flatMap(check))]).to.deep.equal([]);
        const empty = [...lists].filter(([, objects]) => objects.length === 0).map(([kind]) => kind);
        expect(empty, "but what only stories make").to.deep.equal(["subscription_schedule"]);
        const undescribed = all.filter(({ object }) => !(object in description.components.schemas));
        expect([...new Set(undescribed.map(({ object }) => object))]).to.deep.equal([
            "entitlements.active_entitlement_summary",
        ]);
    });

    it("takes no parameter that Stripe does not take", () => {
        const described = resources.filter(({ path }) => path.startsWith("/v1/"));

        const wrong = described.flatMap(({ path, create, update, remove, actions = {}, list: listing, isListOnly }) => {
            const requests = [
                ["post", path, create?.params],
                ["post", `${path}/ID`, update?.params],
                ["delete", `${path}/ID`, remove?.params],
                ["get", path, isListOnly === true ? undefined : listing?.filters],
                ...Object.entries(actions).map(([name, { params }]) => ["post", `${path}/ID/${name}`, params] as const),
            ] as const;
            return requests.flatMap(([method, url, params]) => {
                const known = findParams(description, method, url);
                const names = Object.keys(params ?? {});
                return params === undefined
                    ? []
                    : known === undefined
                      ? [`${method} ${url}`]
                      : names.filter((name) => !known.includes(name)).map((name) => `${method} ${url}: ${name}`);
            });
        });

        expect(wrong).to.deep.equal([]);
    });
});
