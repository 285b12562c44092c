import type { NormalizedSchema } from "@smithy/core/schema";

import { entryNames, memberName } from "./xml-names";

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
export function writeElements(name: string, value: unknown, schema: NormalizedSchema): string {
    if (value === undefined || value === null) {
        return "";
    }
    const { xmlFlattened } = schema.getMemberTraits();
    if (schema.isStructSchema()) {
        const members = value as Readonly<Record<string, unknown>>;
        const elements = [...schema.structIterator()].map(([member, form]) =>
            writeElements(memberName(member, form), members[member], form),
        );
        return element(name, elements.join(""));
    }
    if (schema.isListSchema()) {
        const item = schema.getValueSchema();
        const elements = (value as readonly unknown[]).map((each) =>
            writeElements(xmlFlattened ? name : "member", each, item),
        );
        return xmlFlattened ? elements.join("") : element(name, elements.join(""));
    }
    if (schema.isMapSchema()) {
        const names = entryNames(schema);
        const item = schema.getValueSchema();
        const entries = Object.entries(value).map(([key, each]) => {
            const entry = element(names.key, escapeXml(key)) + writeElements(names.value, each, item);
            return element(xmlFlattened ? name : "entry", entry);
        });
        return xmlFlattened ? entries.join("") : element(name, entries.join(""));
    }
    const scalar = value as string | number | boolean;
    const text = schema.isTimestampSchema() ? new Date(Number(scalar) * 1000).toISOString() : String(scalar);
    return element(name, escapeXml(text));
}

function element(name: string, content: string): string {
    return `<${name}>${content}</${name}>`;
}
