import type { ScalarShape, Shape } from "../shape";

const references: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    // As they are, XML parsers read these as spaces or line feeds.
    "\r": "&#13;",
    "\n": "&#10;",
};

/** `text` as XML's character data. */
export function escapeXml(text: string): string {
    return text.replace(/[&<>"\r\n]/g, (character) => references[character] ?? character);
}

/**
 * `value` as elements called `name`; an absent value is no element.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#response-serialization
 */
export function elementsOf(name: string, value: unknown, shape: Shape): string {
    if (value === undefined || value === null) {
        return "";
    }
    if (typeof shape === "string") {
        return element(name, escapeXml(textOf(value as string | number | boolean, shape)));
    }
    switch (shape.kind) {
        case "structure":
            return element(name, membersOf(value as Record<string, unknown>, shape.members));
        case "list": {
            const items = value as readonly unknown[];
            return shape.flattenedAs === undefined
                ? element(name, items.map((item) => elementsOf("member", item, shape.of)).join(""))
                : items.map((item) => elementsOf(shape.flattenedAs ?? name, item, shape.of)).join("");
        }
        case "map": {
            const entries = Object.entries(value).map(([key, item]) => {
                const entry = element(shape.key, escapeXml(key)) + elementsOf(shape.value, item, shape.of);
                return element(shape.flattenedAs ?? "entry", entry);
            });
            return shape.flattenedAs === undefined ? element(name, entries.join("")) : entries.join("");
        }
    }
}

/** The elements of a structure's members, in the order of the shape. */
export function membersOf(value: Record<string, unknown>, members: Readonly<Record<string, Shape>>): string {
    return Object.entries(members)
        .map(([name, shape]) => elementsOf(name, value[name], shape))
        .join("");
}

function element(name: string, content: string): string {
    return `<${name}>${content}</${name}>`;
}

function textOf(value: string | number | boolean, shape: ScalarShape): string {
    return shape === "timestamp" ? new Date(Number(value) * 1000).toISOString() : String(value);
}
