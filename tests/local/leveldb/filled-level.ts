import { ClassicLevel } from "classic-level";

/** Opens the LevelDB in `folder`, makes `writes` of its hundred keys, and closes it. Its tables are as small as may be. */
export async function fillLevel(folder: string, value: () => string, writes: number): Promise<void> {
    const level = new ClassicLevel(folder, { writeBufferSize: 1 << 16, maxFileSize: 1 << 20 });
    await level.open();
    for (let turn = 0; turn < writes; turn++) {
        await level.put(`key-${turn % 100}`, value());
    }
    await level.close();
}
