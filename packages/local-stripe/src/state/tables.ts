import { Answers } from "./answers";
import { Deliveries } from "./deliveries";
import { endpointKinds, toEndpoint, type Endpoint } from "./endpoint";
import { Events } from "./events";
import { Objects } from "./objects";
import { Sqlite } from "./sqlite";

/** Endpoints are few. */
const maxEndpoints = 1000;

/** All that is kept, table by table. */
export class Tables {
    readonly objects: Objects;
    readonly events: Events;
    readonly deliveries: Deliveries;
    readonly answers: Answers;
    private known: readonly Endpoint[] | undefined;

    constructor(readonly sqlite: Sqlite) {
        this.objects = new Objects(sqlite);
        this.events = new Events(sqlite);
        this.deliveries = new Deliveries(sqlite);
        this.answers = new Answers(sqlite);
    }

    /** All endpoints, which are the platform's own: read once, until one changes. */
    endpoints(): readonly Endpoint[] {
        this.known ??= endpointKinds.flatMap((kind) =>
            this.objects.list("", kind, { limit: maxEndpoints }).data.map(toEndpoint),
        );
        return this.known;
    }

    forgetEndpoints(): void {
        this.known = undefined;
    }
}
