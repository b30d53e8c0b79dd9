/** What the walker asks its host. Places are in memory; states are pointers. */

/** The state of a member, by its name as written. */
export declare function resolveName(state: usize, start: usize, end: usize, escaped: u32): usize;
/** The state of an element. */
export declare function resolveItem(state: usize, index: f64): usize;
/** As `resolveName`, of the innermost container, for a name that ends at `end` and began in an earlier chunk. */
export declare function resolveCutName(end: usize): usize;
/** A member of a container that is watched was named; `at` is behind the name. */
export declare function named(length: u32, at: usize): void;
/** A value begins. Whether it is followed, if it is a container. */
export declare function begin(at: usize): u32;
/** The value has ended before `at`. */
export declare function ended(at: usize): void;
/** A container that is watched closes at `at`. */
export declare function closing(at: usize): void;
/** The walker masks a value, by the mask of that index, and the place is asked for. */
export declare function located(mask: u32): void;
/** What is to leave has no more room. */
export declare function flush(): void;
