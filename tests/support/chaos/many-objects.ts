import { type LocalStripe, startLocalStripe, type StripeObject } from "local-stripe";

import { listObjects } from "./differences";
import { tellStories } from "./tell-stories";

/** How many are made in one go. */
const batch = 1000;

/** Fills a Stripe with so many objects of the kinds that it lists, of as many kinds as stories have, and no events of them. */
export async function makeObjects(stripe: LocalStripe, count: number, seed: number): Promise<void> {
    const told = await startLocalStripe({ port: 0 });
    await tellStories(told, { seed: `templates ${seed}` });
    const templates = [...listObjects(told.state)];
    await told.close();
    const ids = new Set(templates.map(({ id }) => id));
    const texts = templates.map((template) => JSON.stringify(template));
    for (let made = 0; made < count; made += batch) {
        stripe.state.transact((transaction) => {
            for (let index = made; index < Math.min(count, made + batch); index++) {
                const copy = Math.floor(index / texts.length);
                transaction.create(copyObject(texts[index % texts.length] as string, ids, copy));
            }
        });
    }
}

/** With ids of its own, which refer to one another as those of the templates do. */
function copyObject(text: string, ids: ReadonlySet<string>, copy: number): StripeObject {
    const copied = text.replace(/"([^"\\]+)"/g, (quoted, word: string) =>
        ids.has(word) ? `"${word}c${copy}"` : quoted,
    );
    return JSON.parse(copied) as StripeObject;
}
