import type { StripeObject } from "../state/stripe-object";
import type { StripeState } from "../state/stripe-state";
import type { Source } from "./expand";
import type { Keys } from "./keys";
import type { Resource } from "./resource";

/** Lists that are shown within an object hold so many. */
const maxIncluded = 10;

/** How objects of each kind are shown, and what they can be expanded with. */
export class Shelf {
    private readonly byKind: ReadonlyMap<string, Resource>;

    constructor(
        private readonly state: StripeState,
        private readonly keys: Keys,
        resources: readonly Resource[],
    ) {
        this.byKind = new Map(resources.map((resource) => [resource.kind, resource]));
    }

    find(kind: string): Resource | undefined {
        return this.byKind.get(kind);
    }

    show(object: StripeObject, isNew = false): StripeObject {
        return showAs(this.byKind.get(object.object), object, isNew);
    }

    /** What expansion finds for whom: a restricted key must be allowed to read what it expands. */
    sourceOf(key: string, account: string): Source {
        return {
            get: (kind, id) => {
                this.keys.authorize(key, this.byKind.get(kind)?.permission ?? kind, "read");
                const object = this.state.get(kind, id, account);
                return object && this.show(object);
            },
            include: (object, name) => {
                const { includable } = this.byKind.get(object.object) ?? {};
                const list = includable !== undefined && Object.hasOwn(includable, name) && includable[name];
                if (!list) {
                    return undefined;
                }
                const filters = { [list.member]: object.id };
                const { data, hasMore } = this.state.list(list.kind, { limit: maxIncluded, filters }, account);
                return {
                    object: "list",
                    data: data.map((one) => this.show(one)),
                    has_more: hasMore,
                    url: list.path.replace("ID", object.id),
                };
            },
        };
    }
}

/** An object as its kind is shown. */
export function showAs(resource: Resource | undefined, object: StripeObject, isNew = false): StripeObject {
    return object.deleted === true || resource?.show === undefined ? object : resource.show(object, isNew);
}
