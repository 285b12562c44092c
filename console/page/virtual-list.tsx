import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export interface VirtualListProps<T> {
    rows: readonly T[];
    /** Of each row, in pixels. */
    rowHeight: number;
    keyOf: (row: T) => string;
    renderRow: (row: T) => ComponentChildren;
    /** The key of the row that the keyboard is at. */
    selected?: string;
    label: string;
}

/** Rows above and below what is seen: a fast scroll shows them before the next frame is drawn. */
const spareRows = 12;

/**
 * A list that draws only the rows that are seen, in elements that it uses again for others: rows have no key, as new elements
 * for each row would take twice as long to scroll. Where the person has scrolled down, it stays at its row as rows come above.
 */
export function VirtualList<T>({ rows, rowHeight, keyOf, renderRow, selected, label }: VirtualListProps<T>) {
    const box = useRef<HTMLDivElement>(null);
    const anchor = useRef<string | undefined>(undefined);
    const [view, setView] = useState({ first: 0, count: 40 });

    const look = () => {
        const element = box.current;
        if (element !== null) {
            const first = Math.floor(element.scrollTop / rowHeight);
            const count = Math.ceil(element.clientHeight / rowHeight) + 1;
            const top = rows[first];
            anchor.current = first > 0 && top !== undefined ? keyOf(top) : undefined;
            setView((before) => (before.first === first && before.count === count ? before : { first, count }));
        }
    };
    useLayoutEffect(() => {
        const observer = new ResizeObserver(look);
        if (box.current !== null) {
            observer.observe(box.current);
        }
        return () => observer.disconnect();
    }, []);
    useLayoutEffect(() => {
        const element = box.current;
        const { current: key } = anchor;
        if (element !== null && key !== undefined) {
            const index = rows.findIndex((row) => keyOf(row) === key);
            const moved = index - Math.floor(element.scrollTop / rowHeight);
            if (index >= 0 && moved !== 0) {
                element.scrollTop += moved * rowHeight;
            }
        }
        look();
    }, [rows]);
    useLayoutEffect(() => {
        const element = box.current;
        const index = selected === undefined ? -1 : rows.findIndex((row) => keyOf(row) === selected);
        if (element !== null && index >= 0) {
            const { scrollTop, clientHeight } = element;
            element.scrollTop = Math.min(
                index * rowHeight,
                Math.max(scrollTop, (index + 1) * rowHeight - clientHeight),
            );
        }
    }, [selected]);

    const start = Math.max(0, view.first - spareRows);
    const shown = rows.slice(start, view.first + view.count + spareRows);
    return (
        <div class="virtual" ref={box} onScroll={look} role="list" aria-label={label} tabIndex={0}>
            <div style={{ height: `${rows.length * rowHeight}px` }}>
                <div style={{ transform: `translateY(${start * rowHeight}px)` }}>
                    {shown.map((row) => {
                        const key = keyOf(row);
                        return (
                            <div
                                role="listitem"
                                class={key === selected ? "row selected" : "row"}
                                style={{ height: `${rowHeight}px` }}
                            >
                                {renderRow(row)}
                            </div>
                        );
                    })}
                </div>
            </div>
        </div>
    );
}
