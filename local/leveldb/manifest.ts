import { Reader } from "./reader";

/** What a manifest says of its folder. */
export interface Manifest {
    /** The tables that hold data: their sizes in bytes by their numbers. */
    tables: Map<number, number>;
    /** The oldest log that is needed; 0 before there was one. */
    logNumber: number;
}

/** The tags of what an edit holds (leveldb, db/version_edit.cc). */
const tags = {
    comparator: 1,
    logNumber: 2,
    nextFileNumber: 3,
    lastSequence: 4,
    compactPointer: 5,
    deletedFile: 6,
    newFile: 7,
    previousLogNumber: 9,
} as const;

/** What a manifest's records, each an edit of what was before, come to. @throws Error when they are none */
export function readManifest(records: readonly Buffer[]): Manifest {
    /** By level and number: a table that moves is deleted from the one level and new in the other. */
    const tables = new Map<string, [number: number, bytes: number]>();
    let logNumber: number | undefined;
    for (const record of records) {
        const edit = readEdit(new Reader(record));
        edit.deleted.forEach((file) => tables.delete(file));
        edit.added.forEach(([file, table]) => tables.set(file, table));
        logNumber = edit.logNumber ?? logNumber;
    }
    if (logNumber === undefined) {
        throw new Error("it names no log");
    }
    return { tables: new Map(tables.values()), logNumber };
}

interface Edit {
    logNumber: number | undefined;
    deleted: string[];
    added: [file: string, table: [number: number, bytes: number]][];
}

function readEdit(reader: Reader): Edit {
    const edit: Edit = { logNumber: undefined, deleted: [], added: [] };
    while (!reader.isAtEnd) {
        const tag = reader.number();
        switch (tag) {
            case tags.comparator:
                reader.sized();
                break;
            case tags.logNumber:
                edit.logNumber = reader.number();
                break;
            case tags.nextFileNumber:
            case tags.lastSequence:
            case tags.previousLogNumber:
                reader.number();
                break;
            case tags.compactPointer:
                reader.number(); // the level
                reader.sized();
                break;
            case tags.deletedFile:
                edit.deleted.push(`${reader.number()}/${reader.number()}`);
                break;
            case tags.newFile: {
                const level = reader.number();
                const number = reader.number();
                edit.added.push([`${level}/${number}`, [number, reader.number()]]);
                reader.sized(); // the smallest key
                reader.sized(); // the largest
                break;
            }
            default:
                throw new Error(`it has a part of kind ${tag}, which there is not`);
        }
    }
    return edit;
}
