import type { EngineStep } from "./engine-messages";

/** What the engine does to a resource. */
export interface Change {
    kind: "create" | "update" | "replace" | "delete";
    urn: string;
    /** Pulumi's type token. */
    type: string;
    /** Its name in the program. */
    name: string;
    /** Input properties that differ. */
    properties: string[];
}

/** The engine's steps, a resource at a time. What it does to components and to the stack itself is left out. */
export function groupChanges(steps: readonly EngineStep[]): Change[] {
    const changes = new Map<string, Change>();
    for (const { op, urn, properties } of steps) {
        const { type, name } = parseUrn(urn);
        // `aws:apigateway:x:API` is a component of awsx.
        if (!/^aws:[^:]+:[^:]+$/.test(type)) {
            continue;
        }
        const known = changes.get(urn);
        const kind = /replace/.test(op) ? "replace" : (known?.kind ?? (op as Change["kind"]));
        changes.set(urn, {
            kind,
            urn,
            type,
            name,
            properties: [...new Set([...(known?.properties ?? []), ...properties])],
        });
    }
    return [...changes.values()];
}

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME` */
export function parseUrn(urn: string): { type: string; name: string } {
    const [, , types = "", ...name] = urn.split("::");
    return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/** `Function webhook-receive`. */
export function label({ type, name }: { type: string; name: string }): string {
    return `${type.split(":").at(-1)} ${name}`;
}

/** `Function webhook-receive (environment)`, for several at once. */
export function listed(changes: readonly Change[]): string {
    const maxListed = 8;
    const shown = changes
        .slice(0, maxListed)
        .map((change) => label(change) + (change.properties.length > 0 ? ` (${change.properties.join(", ")})` : ""))
        .join(", ");
    return changes.length > maxListed ? `${shown} and ${changes.length - maxListed} more` : shown;
}

/** `2 created, 1 updated`. */
export function counted(changes: readonly Change[]): string {
    const words = { create: "created", update: "updated", replace: "replaced", delete: "deleted" };
    const counts = Object.entries(words).map(([kind, word]) => {
        const count = changes.filter((change) => change.kind === kind).length;
        return count === 0 ? "" : `${count} ${word}`;
    });
    return counts.filter((count) => count !== "").join(", ") || "no change";
}
